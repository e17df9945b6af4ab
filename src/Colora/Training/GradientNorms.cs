using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Norms of a step's gradients before clipping, over all modules.</summary>
/// <param name="All">Norm over everything that the step trains.</param>
/// <param name="OfGroup">Norm of each trained group.</param>
/// <param name="OfCore">Norm of the core's gradient of each present user; empty when no cores are trained.</param>
internal sealed record GradientNorms(double All, IReadOnlyDictionary<string, double> OfGroup, IReadOnlyDictionary<int, double> OfCore)
{
    internal static GradientNorms Of(IActiveParameters active)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var ofGroup = new Dictionary<string, double>();
        var ofCore = new Dictionary<int, double>();
        foreach (var group in active.Trained)
        {
            var squares = active.Gradient(group).to(ScalarType.Float64).pow(Constant.Of(2.0)).sum(1).to(CPU).data<double>();
            ofGroup[group.Name] = Math.Sqrt(squares.Sum());
            if (group.Role != ParameterRole.Core) continue;
            var owners = active.OwnersOf(group);
            for (var i = 0; i < owners.Count; i++) ofCore[owners[i]] = Math.Sqrt(squares[i]);
        }

        return new GradientNorms(Math.Sqrt(ofGroup.Values.Sum(norm => norm * norm)), ofGroup, ofCore);
    }
}
