using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>Factors with orthonormal rows of A and columns of B, and the triangles that were absorbed by the cores.</summary>
/// <param name="A">[r, in].</param>
/// <param name="B">[out, r].</param>
/// <param name="Cores">[users, r, r].</param>
/// <param name="TriangleB">R_B [r, r]; the identity where nothing was changed.</param>
/// <param name="TriangleA">R_A [r, r]; the identity where nothing was changed.</param>
internal sealed record GaugeResult(Tensor A, Tensor B, Tensor Cores, Tensor TriangleB, Tensor TriangleA)
{
    internal GaugeResult MoveToOuterScope()
    {
        foreach (var tensor in (Tensor[])[A, B, Cores, TriangleB, TriangleA]) tensor.MoveToOuterDisposeScope();
        return this;
    }
}
