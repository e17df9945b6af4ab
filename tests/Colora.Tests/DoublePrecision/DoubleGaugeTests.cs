using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

public sealed class DoubleGaugeTests
{
    private const int Rank = 3;
    private static readonly double[] Shares = [.5, .3, .2];

    [Fact]
    public void The_product_of_every_user_stays()
    {
        var factors = Random(1);
        foreach (var turned in new[] { DoubleGauge.Qr(factors).Factors, DoubleGauge.Full(factors, Shares).Factors })
        {
            for (var u = 0; u < Shares.Length; u++) AssertNear(Product(factors, u), Product(turned, u));
        }
    }

    [Fact]
    public void Columns_of_B_and_rows_of_A_are_orthonormal()
    {
        var turned = DoubleGauge.Full(Random(2), Shares).Factors;
        var (b, a) = (B(turned), A(turned));
        AssertNear(Identity(Rank), b.Transposed().Times(b));
        AssertNear(Identity(Rank), a.Times(a.Transposed()));
    }

    [Fact]
    public void The_mean_energies_of_the_cores_are_diagonal_and_descend()
    {
        var (turned, energyB, energyA) = DoubleGauge.Full(Random(3), Shares);
        var (left, right) = (new DoubleMatrix(Rank, Rank), new DoubleMatrix(Rank, Rank));
        for (var u = 0; u < Shares.Length; u++)
        {
            var s = new DoubleMatrix(Rank, Rank, turned.S![u]);
            for (var i = 0; i < Rank * Rank; i++) left.Values[i] += Shares[u] * s.Times(s.Transposed()).Values[i];
            for (var i = 0; i < Rank * Rank; i++) right.Values[i] += Shares[u] * s.Transposed().Times(s).Values[i];
        }

        AssertNear(Diagonal(energyB), left);
        AssertNear(Diagonal(energyA), right);
        Assert.Equal(energyB.OrderDescending(), energyB);
        Assert.Equal(energyA.OrderDescending(), energyA);
        Assert.Equal(energyA.Sum(), energyB.Sum(), 1e-10); // both are Σ p ‖S‖²
    }

    [Fact]
    public void Factors_that_differ_by_a_gauge_alone_end_up_equal()
    {
        var factors = Random(4);
        var (g, h) = (new DoubleMatrix(Rank, Rank, [2, 1, 0, 0, 1, 1, 0, 0, .5]), new DoubleMatrix(Rank, Rank, [1, 0, 0, 3, 1, 0, -1, 2, 1]));
        var (gInverse, hInverse) = (new DoubleMatrix(Rank, Rank, [.5, -.5, 1, 0, 1, -2, 0, 0, 2]), new DoubleMatrix(Rank, Rank, [1, 0, 0, -3, 1, 0, 7, -2, 1]));
        AssertNear(Identity(Rank), g.Times(gInverse));
        AssertNear(Identity(Rank), h.Times(hInverse));
        var other = factors with
        {
            B = [B(factors).Times(g).Values],
            A = [hInverse.Times(A(factors)).Values],
            S = [.. factors.S!.Select(s => gInverse.Times(new DoubleMatrix(Rank, Rank, s)).Times(h).Values)],
        };

        var (x, y) = (DoubleGauge.Full(factors).Factors, DoubleGauge.Full(other).Factors);
        AssertNear(B(x), B(y));
        AssertNear(A(x), A(y));
        for (var u = 0; u < Shares.Length; u++) AssertNear(new DoubleMatrix(Rank, Rank, x.S![u]), new DoubleMatrix(Rank, Rank, y.S![u]));
    }

    [Fact]
    public void A_B_of_zeros_keeps_orthonormal_columns()
    {
        var zero = Random(5) with { B = [new double[5 * Rank]] };
        var (turned, rB, _) = DoubleGauge.Qr(zero);
        AssertNear(new DoubleMatrix(Rank, Rank), rB);
        AssertNear(Identity(Rank), B(turned).Transposed().Times(B(turned)));
    }

    private static DoubleFactors Random(int seed)
    {
        var noise = new DoubleNoise(seed);
        return new DoubleFactors(
            Rank, 1, [noise.Normal(Rank * 4, 1)], [noise.Normal(5 * Rank, 1)], [.. Shares.Select(_ => noise.Normal(Rank * Rank, 1))]);
    }

    private static DoubleMatrix B(DoubleFactors f) => new(f.OutputSize, Rank, f.B[0]);

    private static DoubleMatrix A(DoubleFactors f) => new(Rank, f.InputSize, f.A[0]);

    private static DoubleMatrix Product(DoubleFactors f, int user) => B(f).Times(new DoubleMatrix(Rank, Rank, f.S![user])).Times(A(f));

    private static DoubleMatrix Identity(int size) => Diagonal([.. Enumerable.Repeat(1.0, size)]);

    private static DoubleMatrix Diagonal(double[] entries)
    {
        var result = new DoubleMatrix(entries.Length, entries.Length);
        for (var i = 0; i < entries.Length; i++) result[i, i] = entries[i];
        return result;
    }

    private static void AssertNear(DoubleMatrix expected, DoubleMatrix actual) =>
        Assert.InRange(ReferenceTensors.LargestDifference(expected.Values, actual.Values), 0, 1e-10);
}
