using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.LinearAlgebra;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// ρ = Σ_m ‖Q_Bᵀ G Q_A‖² / Σ_m ‖G‖² over the adapted modules m (method.md A.7): the share of a user's gradient energy that a core can reach, with
/// Q_B and Q_A orthonormal bases of the shared factors and G = ∂f/∂W at W0. Measured at the bare base: there the users that a run was trained on
/// stand clear of strangers, while at their mean core what is left of everybody's gradient looks alike.
/// </summary>
internal sealed class SubspaceFit : IDisposable
{
    private readonly CausalLM model;
    private readonly IReadOnlyList<AdaptedModule> modules;
    private readonly (Tensor B, Tensor A)[] bases;

    /// <summary>Bases of an adapter's shared factors.</summary>
    /// <param name="model">The base.</param>
    /// <param name="weights">A and B shared.</param>
    public SubspaceFit(CausalLM model, AdapterWeights weights)
    {
        this.model = model;
        modules = weights.Layout.Modules;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        bases = [.. modules.Select((_, i) => (
            ThinQr.Of(weights[FactorKind.B].View(i, 0).t().contiguous()).Q.DetachFromDisposeScope(),
            ThinQr.Of(weights[FactorKind.A].View(i, 0).t().contiguous()).Q.DetachFromDisposeScope()))];
    }

    /// <summary>What a subspace that knows nothing reaches on average: r² / (in · out), mean over the modules.</summary>
    public double Chance => modules.Average(m => (double)m.Rank * m.Rank / ((double)m.Module.In * m.Module.Out));

    /// <summary>ρ of a user's rows, 0…1.</summary>
    /// <param name="batch">Rows of one user.</param>
    public double Of(TokenBatch batch)
    {
        double reached = 0, all = 0;
        WeightGradients.Of(model, modules, batch, (i, gradient) =>
        {
            reached += Energy(MatrixProduct.Of(MatrixProduct.Of(bases[i].B.t(), gradient), bases[i].A));
            all += Energy(gradient);
        });
        if (!double.IsFinite(all)) throw new DivergenceException("the energy of the gradients is not finite", "while measuring how well the shared subspace fits");
        return all > 0 ? reached / all : double.NaN;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (b, a) in bases)
        {
            b.Dispose();
            a.Dispose();
        }
    }

    private static double Energy(Tensor matrix) => Constant.Read<double>(matrix.to(ScalarType.Float64).pow(Constant.Of(2.0)).sum());
}
