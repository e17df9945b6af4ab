using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon), matrix by matrix: θ ← θ(1 − lr·λ);
/// m ← μm + (1−μ)g; θ ← θ − lr · √max(rows, columns) · polar(μm + (1−μ)g), the orthogonal matrix that is nearest to the
/// gradient, with Nesterov's momentum. The root makes the root mean square of a step's numbers at most lr, as it is in
/// AdamW where all gradients agree, so that rates of both are alike (Liu et al. 2025, arXiv 2502.16982, take a fifth).
/// </summary>
/// <remarks>
/// Why it suits few rows and many users: AdamW moves a factor most in the directions in which gradients are large, and
/// remembers for all of a short run how large they once were. Here all directions move alike at every step, so that what
/// tells users apart, small beside what they have in common, is learnt as fast (docs/results/auto.md).
/// </remarks>
internal sealed class Muon(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config) : Optimizer(groups, config)
{
    /// <inheritdoc />
    protected override void Move(
        Tensor values, Tensor gradient, ParameterGroup group, Moments state, IReadOnlyList<int> owners, double rate)
    {
        var direction = Config.Momentum > 0 ? Ahead(gradient, state, owners) : gradient;
        long start = 0;
        var places = group.Matrices.Select(shape =>
        {
            var place = (Shape: shape, Start: start);
            start += (long)shape.Rows * shape.Columns;
            return place;
        });

        // All matrices of a shape, of all owners, go through the products together.
        foreach (var alike in places.GroupBy(place => place.Shape, place => place.Start).ToList())
            Move(values, direction, alike.Key, [.. alike], rate);
    }

    private void Move(
        Tensor values, Tensor direction, (int Rows, int Columns) shape, IReadOnlyList<long> starts, double rate)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = shape;
        var owners = values.size(0);
        Tensor[] matrices = [.. starts.Select(start => At(direction, start))];
        var polar = PolarFactor.Of(cat(matrices), Config.Epsilon);
        using var size = Factor(-rate * Math.Sqrt(Math.Max(rows, columns)));
        for (var i = 0; i < starts.Count; i++) At(values, starts[i]).add_(polar.narrow(0, i * owners, owners), alpha: size);

        Tensor At(Tensor of, long start) => of.narrow(1, start, (long)rows * columns).view(owners, rows, columns);
    }

    /// <summary>Nesterov's direction, μm + (1−μ)g of the new m.</summary>
    private Tensor Ahead(Tensor gradient, Moments state, IReadOnlyList<int> owners)
    {
        var index = IndexOf(owners);
        var first = state.First.index_select(0, index).to(gradient.device);
        var (kept, fresh) = (Constant.Of(Config.Momentum), Constant.Of(1 - Config.Momentum));
        first.mul_(kept).add_(gradient, alpha: fresh);
        state.First.index_copy_(0, index, first.to(CPU));
        return first.mul(kept).add_(gradient, alpha: fresh);
    }
}
