using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Norms of a step's gradients before clipping, over all modules.</summary>
/// <param name="All">Norm over everything that the step trains.</param>
/// <param name="OfKind">Norm of each trained kind.</param>
/// <param name="OfCore">Norm of the core's gradient of each present user; empty when no cores are trained.</param>
public sealed record GradientNorms(double All, IReadOnlyDictionary<FactorKind, double> OfKind, IReadOnlyDictionary<int, double> OfCore)
{
    internal static GradientNorms Of(ActiveFactors active, IReadOnlyList<FactorKind> kinds)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var ofKind = new Dictionary<FactorKind, double>();
        var ofCore = new Dictionary<int, double>();
        foreach (var kind in kinds)
        {
            var squares = active.Gradient(kind).to(ScalarType.Float64).pow(2).sum(1).to(CPU).data<double>();
            ofKind[kind] = Math.Sqrt(squares.Sum());
            if (kind != FactorKind.S || active.Layout.Ownership.S != Ownership.Personal) continue;
            for (var i = 0; i < active.Users.Count; i++) ofCore[active.Users[i]] = Math.Sqrt(squares[i]);
        }

        return new GradientNorms(Math.Sqrt(ofKind.Values.Sum(norm => norm * norm)), ofKind, ofCore);
    }
}
