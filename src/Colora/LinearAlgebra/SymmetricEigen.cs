using static TorchSharp.torch;

namespace Colora.LinearAlgebra;

/// <summary>Eigen decomposition of a symmetric matrix, largest eigenvalue first.</summary>
public static class SymmetricEigen
{
    /// <summary>M [n,n] = V · diag(values) · Vᵀ, values descending, V [n,n] orthogonal (columns are eigenvectors).</summary>
    public static (Tensor Values, Tensor Vectors) Of(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(matrix);
        return (values.flip(0).MoveToOuterDisposeScope(), vectors.flip(1).MoveToOuterDisposeScope());
    }
}
