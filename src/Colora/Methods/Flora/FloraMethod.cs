using Colora.Adapters;
using Colora.Configuration;
using Colora.Engine;
using Colora.Federation;
using static TorchSharp.torch;

namespace Colora.Methods.Flora;

/// <summary>FLoRA: a fresh LoRA of each participant in each round, their exact mean added to what all have.</summary>
public sealed record FloraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "flora";

    /// <inheritdoc />
    public override string Formula => "W0 + s (D + B_i A_i), D of the rounds before";

    /// <inheritdoc />
    public override string Source => "Wang et al. 2024, arXiv 2409.05976";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Personal, S: Owner.None, B: Owner.Personal) { Dense = Owner.Shared };

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <inheritdoc />
    public override IReadOnlyList<FactorKind> Trained => [FactorKind.A, FactorKind.B];

    /// <inheritdoc />
    public override IAggregator Aggregator => new StackAggregate();

    /// <inheritdoc />
    public override bool NeedsRounds => true;

    /// <summary>Yes: all get the stack, and add it to their base.</summary>
    public override bool SendsAggregate => true;

    /// <summary>What the round has learned becomes part of what all have; everybody begins anew beside it.</summary>
    public override void Receive(RoundResult round)
    {
        foreach (var stack in round.Aggregates) StackAggregate.AddTo(round.Weights, stack, round.Answered.Count);
        Renew(round.Weights, round.Seed, round.Number);
        round.Forget(FactorKind.A);
        round.Forget(FactorKind.B);
    }

    /// <inheritdoc />
    public override IEnumerable<ConfigProblem> Check(RoundsConfig rounds, ServerConfig server) => [.. base.Check(rounds, server), .. NeedsPlainServer(rounds, server)];

    /// <summary>New random down factors for all beside up factors of 0.</summary>
    private static void Renew(AdapterWeights weights, long seed, int round)
    {
        using var quiet = no_grad();
        weights[FactorKind.B].Values.zero_();
        AdapterStart.FillUniform(weights, FactorKind.A, SeedSequence.Derive(seed, "renewed", round));
    }
}
