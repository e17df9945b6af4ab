using static TorchSharp.torch;

namespace Colora.LinearAlgebra;

/// <summary>
/// The one door to matrix products of any batch shape. TorchSharp's <c>matmul</c> ends the process on a shape error, so it is
/// banned; here shapes are checked first and <c>mm</c>/<c>bmm</c> do the work.
/// </summary>
public static class MatrixProduct
{
    /// <summary>a [n,k] · b [k,m] → [n,m].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Of(Tensor a, Tensor b)
    {
        if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(0)) throw Mismatch(a, b);
        return a.mm(b);
    }

    /// <summary>a [p,n,k] · b [p,k,m] → [p,n,m].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Batched(Tensor a, Tensor b)
    {
        if (a.dim() != 3 || b.dim() != 3 || a.size(0) != b.size(0) || a.size(2) != b.size(1)) throw Mismatch(a, b);
        return a.bmm(b);
    }

    private static ArgumentException Mismatch(Tensor a, Tensor b) =>
        new($"matrix product of [{string.Join(',', a.shape)}] and [{string.Join(',', b.shape)}]: the shapes do not fit");
}
