using Colora.Engine;
using Colora.Lab.Solvers;
using Colora.LinearAlgebra;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Lab.Tests.Solvers;

public sealed class SolverTests
{
    [Fact]
    public void A_batch_is_solved_whole_where_it_can_be_and_by_least_norm_where_not()
    {
        using var scope = NewDisposeScope();
        var whole = Positive(4, 6, 0);
        var broken = Positive(4, 2, 1);
        var right = MatrixProduct.Batched(stack([whole, broken], 0), ones([2, 4, 1], ScalarType.Float64));
        var (x, deficient) = PositiveSolver.Solve(stack([whole, broken], 0), right);
        Assert.Equal(1, deficient);
        Assert.True(allclose(x[0], ones([4, 1], ScalarType.Float64), 1e-9, 1e-9));
        Assert.True(allclose(x[1], MatrixProduct.Of(linalg.pinv(broken, hermitian: true), right[1]), 1e-8, 1e-8));
    }

    [Fact]
    public void Numbers_that_are_none_come_back_as_none()
    {
        using var scope = NewDisposeScope();
        var (x, deficient) = PositiveSolver.Solve(full([2, 2], Constant.Of(double.NaN), ScalarType.Float64), ones([2, 1], ScalarType.Float64));
        Assert.Equal(1, deficient);
        Assert.True(Constant.Read<bool>(x.isnan().all()));
    }

    [Fact]
    public void Conjugate_gradients_find_what_a_dense_solve_finds()
    {
        using var scope = NewDisposeScope();
        var h = Positive(12, 30, 2);
        var right = randn([4, 3], ScalarType.Float64, CPU, generator: SeedSequence.NewGenerator(3));
        Tensor Apply(Tensor x) => MatrixProduct.Of(h, x.reshape(-1, 1)).reshape(4, 3);
        var (x, iterations) = ConjugateGradient.Solve(Apply, right, zeros([4, 3], ScalarType.Float64), eye(3, dtype: ScalarType.Float64), 1e-13, 100);
        var (wanted, _) = PositiveSolver.Solve(h, right.reshape(-1, 1));
        Assert.True(allclose(x.reshape(-1, 1), wanted, 1e-9, 1e-10));
        Assert.InRange(iterations, 1, 30);
    }

    [Fact]
    public void Lanczos_finds_both_ends_of_the_spectrum()
    {
        using var scope = NewDisposeScope();
        var h = Positive(40, 60, 4);
        var values = linalg.eigvalsh(h).data<double>().ToArray();
        var (smallest, largest) = Lanczos.Extremes(x => MatrixProduct.Of(h, x.unsqueeze(1)).squeeze(1), 40, 40, SeedSequence.NewGenerator(5));
        Assert.Equal(values[0], smallest, 1e-8);
        Assert.Equal(values[^1], largest, 1e-8);
    }

    private static Tensor Positive(int size, int rank, long seed)
    {
        var factor = randn([size, rank], ScalarType.Float64, CPU, generator: SeedSequence.NewGenerator(seed, "positive"));
        return MatrixProduct.Of(factor, factor.t());
    }
}
