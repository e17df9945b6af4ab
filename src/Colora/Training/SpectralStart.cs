using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Formats.Safetensors;
using Colora.LinearAlgebra;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// A and B from the second moment of the users' first gradients (method.md A.2): with G_i = ∂f_i/∂W0 of unit Frobenius norm per module,
/// A spans the top eigenvectors of Σ G_iᵀ G_i, B those of Σ G_i G_iᵀ; the cores start at 0. The first moment would see only
/// the mean task. Exact where the moments fit in memory, else by two passes of subspace iteration with 8 extra columns. Federated users always do
/// the latter: a user answers with the sketches Gᵀ(G Ω) [in, r+8] and G(Gᵀ Ω') [out, r+8] of each module, which the server needs the sums of alone,
/// so that a secure sum will do; Ω and Ω' of the first pass come from a seed.
/// </summary>
/// <param name="model">The base.</param>
/// <param name="weights">Filled in place.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="isFederated">Whether users send sketches instead of having their gradients in one place.</param>
public sealed class SpectralStart(CausalLM model, AdapterWeights weights, long seed, bool isFederated = false)
{
    private const int Passes = 2;
    private const long ExactBytes = 1L << 30;
    private const int Oversampling = 8;

    /// <summary>Whether the moments fit in memory, so that the subspaces are exact.</summary>
    public bool IsExact { get; } = !isFederated &&
        weights.Layout.Modules.Sum(m => ((long)m.Module.In * m.Module.In + (long)m.Module.Out * m.Module.Out) * sizeof(float)) <= ExactBytes;

    /// <summary>
    /// Bytes that a federated user gets and sends in each pass, those of the sketches as a safetensors file; it gets nothing in the first pass but the seed.
    /// </summary>
    public IReadOnlyList<(long Down, long Up)> Traffic()
    {
        var parts = new List<TensorSource>();
        foreach (var module in weights.Layout.Modules)
        {
            parts.Add(new TensorSource(module.Module.Path + ".right", ElementType.Float32, [module.Module.In, ColumnsOf(module, module.Module.In)], _ => { }));
            parts.Add(new TensorSource(module.Module.Path + ".left", ElementType.Float32, [module.Module.Out, ColumnsOf(module, module.Module.Out)], _ => { }));
        }

        var bytes = SafetensorsWriter.Measure(parts);
        return [.. Enumerable.Range(0, Passes).Select(pass => (pass == 0 ? 0 : bytes, bytes))];
    }

    /// <summary>Fills A and B of a shared layout in place.</summary>
    /// <param name="rowsOfUser">Training batch of each user.</param>
    /// <param name="report">Called after each gradient pass with the number done and in all.</param>
    internal void Fill(IReadOnlyList<TokenBatch> rowsOfUser, Action<int, int>? report = null)
    {
        using var scope = NewDisposeScope();
        var passes = IsExact ? 1 : Passes;
        var right = Modules((module, i) => IsExact ? eye(module.In) : Sketch(module.In, "right", i));
        var left = Modules((module, i) => IsExact ? eye(module.Out) : Sketch(module.Out, "left", i));
        for (var pass = 0; pass < passes; pass++)
        {
            var (nextRight, nextLeft) = (right.Select(z => zeros_like(z)).ToArray(), left.Select(z => zeros_like(z)).ToArray());
            for (var user = 0; user < rowsOfUser.Count; user++)
            {
                Accumulate(rowsOfUser[user], right, left, nextRight, nextLeft);
                report?.Invoke(pass * rowsOfUser.Count + user + 1, passes * rowsOfUser.Count);
            }

            var last = pass == passes - 1;
            right = nextRight.Select(z => last ? z : ThinQr.Of(z).Q).ToArray();
            left = nextLeft.Select(z => last ? z : ThinQr.Of(z).Q).ToArray();
        }

        for (var i = 0; i < weights.Layout.Modules.Count; i++)
        {
            weights[FactorKind.A].View(i, 0).copy_(TopColumns(right[i], weights.Layout.Modules[i].Rank).t());
            weights[FactorKind.B].View(i, 0).copy_(TopColumns(left[i], weights.Layout.Modules[i].Rank).t());
        }
    }

    /// <summary>Adds Gᵀ(G Ω) and G(Gᵀ Ω') of a user's normalised gradient of every module.</summary>
    private void Accumulate(TokenBatch batch, Tensor[] right, Tensor[] left, Tensor[] nextRight, Tensor[] nextLeft) =>
        WeightGradients.Of(model, weights.Layout.Modules, batch, (i, gradient) =>
        {
            var norm = gradient.norm();
            if (!float.IsFinite(Constant.Read<float>(norm.to(ScalarType.Float32)))) throw new DivergenceException($"the first gradient at {weights.Layout.Modules[i].Module.Path} is not finite", "at the start", "compute with --dtype float32, or choose a start without gradients, such as --start lora-like");
            gradient = gradient / norm.clamp_min(Constant.Of(1e-30));
            nextRight[i].PlusInPlace(MatrixProduct.Of(gradient.t(), MatrixProduct.Of(gradient, right[i])));
            nextLeft[i].PlusInPlace(MatrixProduct.Of(gradient, MatrixProduct.Of(gradient.t(), left[i])));
        });

    private Tensor[] Modules(Func<TargetModule, int, Tensor> make) => weights.Layout.Modules.Select((m, i) => make(m.Module, i)).ToArray();

    private Tensor Sketch(int size, string side, int module)
    {
        using var generator = SeedSequence.NewGenerator(seed, "spectral", side, module);
        return randn([size, ColumnsOf(weights.Layout.Modules[module], size)], ScalarType.Float32, CPU, generator: generator);
    }

    private static int ColumnsOf(AdaptedModule module, int size) => Math.Min(size, module.Rank + Oversampling);

    /// <summary>The r leading left singular vectors of a moment or of its sketch, zeros where there are fewer.</summary>
    private static Tensor TopColumns(Tensor matrix, int rank)
    {
        var (u, _, _) = linalg.svd(matrix, fullMatrices: false);
        var usable = (int)Math.Min(rank, u.size(1));
        var top = zeros(matrix.size(0), rank);
        top.narrow(1, 0, usable).copy_(u.narrow(1, 0, usable));
        return top;
    }
}
