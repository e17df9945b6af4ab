using Colora.Engine;
using Colora.Lab.Problems;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Baselines;

/// <summary>
/// The convex way to a low-rank model of one's own: min ‖y − A(M)‖² / (2n) + λ ‖M‖_* by FISTA (Beck and Teboulle 2009)
/// with restarts, λ halved step by step down to σ (√d1 + √d2)/√n, the size of the noise's largest singular value.
/// </summary>
public static class NuclearNorm
{
    private const double FirstShare = 0.5, LeastShare = 1e-6, Settled = 1e-9;
    private const int MostIterations = 4000;

    /// <summary>M_i of each user, [k,d1,d2].</summary>
    /// <param name="design">Sensing measurements.</param>
    /// <param name="noise">σ, which sets λ.</param>
    public static Tensor Fit(SensingDesign design, double noise)
    {
        using var scope = NewDisposeScope();
        var models = Enumerable.Range(0, design.Users).Select(user => One(design, user, noise)).ToList();
        var all = stack(models, 0);
        models.ForEach(model => model.Dispose());
        return all.MoveToOuterDisposeScope();
    }

    private static Tensor One(SensingDesign design, int user, double noise)
    {
        using var outer = NewDisposeScope();
        var x = design.Inputs[user].reshape(design.Rows[user], -1);
        var y = design.Outputs[user].reshape(-1, 1);
        var (n, d1, d2) = ((double)x.size(0), design.D1, design.D2);
        var largest = LargestCurvature(x);
        var top = Constant.Read<double>(linalg.svdvals(MatrixProduct.Of(x.t(), y).reshape(d1, d2)).max()) / n;
        var least = Math.Max(noise * (Math.Sqrt(d1) + Math.Sqrt(d2)) / Math.Sqrt(n), LeastShare * top);
        var m = zeros([d1, d2], ScalarType.Float64).DetachFromDisposeScope();
        for (var weight = FirstShare * top; ; weight = Math.Max(least, weight / 4))
        {
            var last = weight <= least;
            var next = Fista(x, y, m, largest, weight, last ? MostIterations : MostIterations / 20);
            m.Dispose();
            m = next.DetachFromDisposeScope();
            if (last) return m;
        }
    }

    // Largest eigenvalue of Xᵀ X / n, from whichever of Xᵀ X and X Xᵀ is smaller.
    private static double LargestCurvature(Tensor x)
    {
        var gram = x.size(0) <= x.size(1) ? MatrixProduct.Of(x, x.t()) : MatrixProduct.Of(x.t(), x);
        return Constant.Read<double>(linalg.eigvalsh(gram).max()) / x.size(0);
    }

    private static Tensor Fista(Tensor x, Tensor y, Tensor start, double largest, double weight, int most)
    {
        using var outer = NewDisposeScope();
        var (m, ahead) = (start.clone().DetachFromDisposeScope(), start.clone().DetachFromDisposeScope());
        var momentum = 1.0;
        for (var i = 0; i < most; i++)
        {
            using var scope = NewDisposeScope();
            var next = Shrunk(x, y, ahead, largest, weight);
            var step = next - m;

            // Momentum that points uphill is dropped, and gathered anew.
            var turns = Constant.Read<double>(((ahead - next) * step).sum()) > 0;
            var following = turns ? 1.0 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            var leap = turns ? next.clone() : next.Plus(step.Times((momentum - 1) / following));
            var change = Constant.Read<double>(step.norm()) / Math.Max(1e-300, Constant.Read<double>(next.norm()));
            (m, ahead) = (Replaced(m, next), Replaced(ahead, leap));
            momentum = following;
            if (change < Settled && !turns) break;
        }

        ahead.Dispose();
        return m;
    }

    // A step down the gradient, and every singular value lowered by the weight of the norm.
    private static Tensor Shrunk(Tensor x, Tensor y, Tensor at, double largest, double weight)
    {
        var misfit = MatrixProduct.Of(x, at.reshape(-1, 1)) - y;
        var gradient = MatrixProduct.Of(x.t(), misfit).reshape(at.shape);
        var lower = at.Plus(gradient.Times(-1 / (x.size(0) * largest)));
        var (u, values, vt) = linalg.svd(lower, fullMatrices: false);
        var kept = values.Plus(ones_like(values).Times(-weight / largest)).clamp_min(Constant.Of(0.0));
        return MatrixProduct.Of(u * kept, vt);
    }

    private static Tensor Replaced(Tensor old, Tensor value)
    {
        old.Dispose();
        return value.DetachFromDisposeScope();
    }
}
