using Colora.Engine;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Problems;

/// <summary>L_i = argmin ‖Q_i L − T_i‖ of every user, with a pull where one is given.</summary>
internal static class CoreLeastSquares
{
    /// <summary>Q [k,n,r], T [k,n,r] → L [k,r,r].</summary>
    public static CoreFit Fit(Tensor inputs, Tensor answers, IReadOnlyList<int> rows, CorePull? pull)
    {
        using var scope = NewDisposeScope();
        var gram = MatrixProduct.Batched(inputs.transpose(1, 2), inputs);
        var right = MatrixProduct.Batched(inputs.transpose(1, 2), answers);
        if (pull is { Strength: > 0 })
        {
            var weight = tensor(rows.Select(count => count * pull.Strength).ToArray()).reshape(-1, 1, 1);
            gram = gram.Plus(eye(gram.size(1), dtype: ScalarType.Float64).unsqueeze(0) * weight);
            right = right.Plus(pull.Towards.unsqueeze(0) * weight);
        }

        var (cores, deficient) = PositiveSolver.Solve(gram, right);
        return new CoreFit(cores.MoveToOuterDisposeScope(), deficient);
    }
}
