using Colora.Adapters;
using Colora.Configuration;
using Colora.Federation;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Methods;

/// <summary>Ditto: one averaged LoRA for all, and one of each user's own that is drawn towards it and used alone.</summary>
public sealed record DittoMethod : Method
{
    /// <inheritdoc />
    public override string Name => "ditto";

    /// <inheritdoc />
    public override string Formula => "W0 + s B_p,i A_p,i, drawn towards B A";

    /// <inheritdoc />
    public override string Source => "Li et al. 2021, arXiv 2012.04221, with a LoRA for the model";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared) { HasPrivate = true, PrivateReplaces = true };

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: true, B: true);

    /// <inheritdoc />
    public override bool NeedsRounds => true;

    /// <summary>The personal LoRA is drawn towards the average as it came: it has the phase that begins a round for itself, the averaged one has the rest.</summary>
    public override IReadOnlyList<FactorKind> KindsOfRound(int round, RoundPhases phases) => [FactorKind.A, FactorKind.B];

    /// <summary>The two LoRAs have half of the steps each.</summary>
    public override int CoreStepsOf(RoundsConfig asked) => asked.LocalSteps;

    /// <summary>Each user begins with the LoRA that all have.</summary>
    public override void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed)
    {
        base.Fill(weights, model, start, seed);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        weights[FactorKind.PrivateA].Values.copy_(weights[FactorKind.A].Values);
    }

    /// <inheritdoc />
    public override IEnumerable<ConfigProblem> Check(RoundsConfig rounds, ServerConfig server)
    {
        foreach (var problem in base.Check(rounds, server)) yield return problem;
        if (rounds is { Rounds: > 0, CoreSteps: 0 })
            yield return new ConfigProblem("", "rounds.core_steps", "0 with method ditto", "1 or more steps on each user's own LoRA in a round", "");
    }
}
