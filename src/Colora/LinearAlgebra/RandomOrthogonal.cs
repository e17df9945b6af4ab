using static TorchSharp.torch;

namespace Colora.LinearAlgebra;

/// <summary>Uniformly distributed orthonormal columns: Q of a Gaussian matrix with the positive-diagonal convention.</summary>
internal static class RandomOrthogonal
{
    /// <summary>Q [rows, columns], QᵀQ = I, rows ≥ columns; float32 on the processor.</summary>
    public static Tensor Of(long rows, long columns, Generator generator)
    {
        using var scope = NewDisposeScope();
        var gaussian = randn([rows, columns], ScalarType.Float64, CPU, generator: generator);
        return ThinQr.Of(gaussian).Q.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
