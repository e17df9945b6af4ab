using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.LinearAlgebra;

/// <summary>Thin QR with a positive diagonal of R, which makes the factorisation unique for full column rank.</summary>
public static class ThinQr
{
    /// <summary>M [n,r] (n ≥ r) = Q [n,r] · R [r,r], QᵀQ = I, R upper triangular, diag(R) &gt; 0.</summary>
    public static (Tensor Q, Tensor R) Of(Tensor matrix)
    {
        if (matrix.dim() != 2 || matrix.size(0) < matrix.size(1))
            throw new ArgumentException($"thin QR of [{string.Join(',', matrix.shape)}]: needs at least as many rows as columns");
        using var scope = NewDisposeScope();
        var (q, r) = linalg.qr(matrix);
        var sign = r.diagonal().sign();
        sign = where(sign == Constant.Of(0.0), ones_like(sign), sign);
        return ((q * sign.unsqueeze(0)).MoveToOuterDisposeScope(), (r * sign.unsqueeze(1)).MoveToOuterDisposeScope());
    }
}
