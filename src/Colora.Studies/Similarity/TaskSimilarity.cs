using Colora.Adapters;
using Colora.Engine;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Studies.Similarity;

/// <summary>
/// Cosines of the users' updates ΔW_i = s B S_i A over all adapted modules, from the cores alone: ⟨ΔW_i, ΔW_j⟩ = s²
/// tr(S_iᵀ (BᵀB) S_j (A Aᵀ)), whatever the gauge (method.md A.9). Inner products are summed over modules before they
/// are divided. Negative = the tasks oppose one another.
/// </summary>
internal static class TaskSimilarity
{
    /// <summary>Cosines [users, users]; 0 beside a user whose update is zero.</summary>
    /// <param name="weights">An adapter with shared A and B and personal cores.</param>
    /// <exception cref="ArgumentException">The adapter has no personal cores on shared factors.</exception>
    public static double[,] Of(AdapterWeights weights)
    {
        if (!weights.Layout.Ownership.HasCoresAlone)
        {
            throw new ArgumentException(
                "similarity needs shared A and B, personal cores and nothing else that is personal",
                nameof(weights));
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var users = weights.Layout.Users.Count;
        var inner = zeros(users, users, ScalarType.Float64);
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            using var each = NewDisposeScope();
            var a = weights[FactorKind.A].View(module, 0).to(ScalarType.Float64);
            var b = weights[FactorKind.B].View(module, 0).to(ScalarType.Float64);
            var bank = weights[FactorKind.S];
            var cores = bank.Slice(bank.Values, module).to(ScalarType.Float64);
            var (left, right) = (MatrixProduct.Of(b, b.t()), MatrixProduct.Of(a, a.t()));
            var moved = CanonicalGauge.Transport(cores, left, right).reshape(users, -1);
            var scaling = weights.Layout.Modules[module].Scaling;
            inner.add_(MatrixProduct.Of(cores.reshape(users, -1), moved.t()), alpha: Constant.Of(scaling * scaling));
        }

        return Cosines(inner.data<double>().ToArray(), users);
    }

    /// <summary>
    /// Cosines of inner products [users × users]; of a user with itself 1, even where its update is zero.
    /// </summary>
    private static double[,] Cosines(double[] inner, int users)
    {
        var cosines = new double[users, users];
        for (var i = 0; i < users; i++)
        {
            for (var j = 0; j < users; j++)
            {
                var norm = Math.Sqrt(inner[i * users + i] * inner[j * users + j]);
                cosines[i, j] = norm > 0 ? inner[i * users + j] / norm : 0;
            }

            cosines[i, i] = 1;
        }

        return cosines;
    }
}
