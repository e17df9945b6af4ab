using Colora.Adapters;
using Colora.Engine;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Methods;

/// <summary>VeRA: frozen random A and B for all, two vectors for each user.</summary>
public sealed record VeraMethod : Method
{
    /// <inheritdoc />
    public override string Name => "vera";

    /// <inheritdoc />
    public override string Formula => "W0 + s diag(b_i) B0 diag(d_i) A0";

    /// <inheritdoc />
    public override string Source => "Kopiczko et al. 2024, arXiv 2310.11454";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.Personal, B: Owner.Shared) { IsDiagonal = true, Scale = Owner.Personal };

    private const double FirstCore = 0.1;

    /// <inheritdoc />
    public override IReadOnlyList<FactorKind> Trained => [FactorKind.S, FactorKind.Scale];

    /// <inheritdoc />
    public override StartConfig StartOf(StartConfig asked) => new() { Kind = StartKind.LoraLike, Perturbation = 0 };

    /// <summary>None: frozen random factors are meant to be wide.</summary>
    public override int LargestRankOf(TargetModule module) => int.MaxValue;

    /// <summary>A and B Kaiming-uniform with a = 0 as those of PEFT: U(−√(6/in), √(6/in)) and U(−√(6/r), √(6/r)); d = 0.1, b = 0.</summary>
    public override void Fill(AdapterWeights weights, CausalLM model, StartConfig start, long seed)
    {
        AdapterStart.FillUniform(weights, FactorKind.A, seed);
        AdapterStart.FillUniform(weights, FactorKind.B, seed, module => module.Rank);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        weights[FactorKind.A].Values.mul_(Constant.Of(Math.Sqrt(6)));
        weights[FactorKind.B].Values.mul_(Constant.Of(Math.Sqrt(6)));
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var each = NewDisposeScope();
            weights[FactorKind.S].Slice(weights[FactorKind.S].Values, module).copy_(eye(weights.Layout.Modules[module].Rank) * Constant.Of(FirstCore));
        }
    }
}
