using Colora.Adapters;
using Colora.Configuration;
using Colora.Federation;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Methods.CeLora;

/// <summary>CE-LoRA: A_i and B_i personal, the core between them exchanged by similarity: the mirror image of CoLoRA.</summary>
public sealed record CeLoraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "ce-lora";

    /// <inheritdoc />
    public override string Formula => "W0 + s B_i C_i A_i";

    /// <inheritdoc />
    public override string Source => "CE-LoRA, arXiv 2503.23869, by its abstract";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Personal, S: Owner.None, B: Owner.Personal) { Exchanged = Owner.Personal };

    /// <inheritdoc />
    public override SharingPolicy Sharing => new(A: false, B: false, Exchanged: true);

    /// <inheritdoc />
    public override IAggregator Aggregator => new SimilarityExchange();

    /// <inheritdoc />
    public override bool NeedsRounds => true;

    /// <summary>Cores of identity between down factors that are the same for all, so that the cores live in one frame.</summary>
    public override void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed)
    {
        base.Fill(weights, model, start, seed);
        using var quiet = no_grad();
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var scope = NewDisposeScope();
            var downs = weights[FactorKind.A].Slice(weights[FactorKind.A].Values, module);
            downs.copy_(downs[0].clone().expand(downs.shape));
            weights[FactorKind.Exchanged].Slice(weights[FactorKind.Exchanged].Values, module).copy_(eye(weights.Layout.Modules[module].Rank));
        }
    }

    /// <summary>Each participant that has answered gets the core mixed for it.</summary>
    public override void Receive(RoundResult round)
    {
        for (var i = 0; i < round.Aggregates.Count; i++) round.Weights[FactorKind.Exchanged].Values[round.Answered[i]].copy_(round.Aggregates[i].Exchanged!);
        if (round.Aggregates.Count > 0) round.Forget(FactorKind.Exchanged);
    }

    /// <inheritdoc />
    public override IEnumerable<ConfigProblem> Check(RoundsConfig rounds, ServerConfig server) => [.. base.Check(rounds, server), .. NeedsPlainServer(rounds, server)];
}
