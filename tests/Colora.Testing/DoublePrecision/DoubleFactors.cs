namespace Colora.Testing.DoublePrecision;

/// <summary>
/// Adapter of one linear module: h = W0 x + Scaling · B S_u A x. An array of one entry is shared by all users.
/// The same record holds gradients, with the same shapes.
/// </summary>
/// <param name="Rank">r.</param>
/// <param name="Scaling">s = α/r.</param>
/// <param name="A">A [r, in], shared (one entry) or one for each user.</param>
/// <param name="B">B [out, r], shared (one entry) or one for each user.</param>
/// <param name="S">S_u [r, r], one for each user (or one shared entry); null for plain LoRA, where S is the identity.</param>
public sealed record DoubleFactors(int Rank, double Scaling, double[][] A, double[][] B, double[][]? S = null)
{
    /// <summary>Input size of the module.</summary>
    public int InputSize => A[0].Length / Rank;

    /// <summary>Output size of the module.</summary>
    public int OutputSize => B[0].Length / Rank;

    /// <summary>The entry of <paramref name="user"/> in <paramref name="entries"/>.</summary>
    public static double[] Of(double[][] entries, int user) => entries.Length == 1 ? entries[0] : entries[user];

    /// <summary>A deep copy.</summary>
    public DoubleFactors Copy() => this with { A = Map(A, CopyOf), B = Map(B, CopyOf), S = S is null ? null : Map(S, CopyOf) };

    /// <summary>The same shapes, all zero.</summary>
    public DoubleFactors Zeros() => this with { A = Map(A, Zero), B = Map(B, Zero), S = S is null ? null : Map(S, Zero) };

    /// <summary>y += s · B S_u A x.</summary>
    internal void AddDelta(int user, ReadOnlySpan<double> x, Span<double> y)
    {
        Span<double> scaled = stackalloc double[Rank];
        var z = Inner(user, x).After;
        for (var i = 0; i < Rank; i++) scaled[i] = Scaling * z[i];
        DoubleLinear.AddProduct(Of(B, user), scaled, y);
    }

    /// <summary>
    /// From dy = ∂loss/∂h to the gradients, with t = A x and z = S_u t:
    /// ∂B += s dy zᵀ; dz = s Bᵀ dy; ∂S_u += dz tᵀ; dt = S_uᵀ dz; ∂A += dt xᵀ; dx += Aᵀ dt.
    /// </summary>
    internal void AddGradients(int user, ReadOnlySpan<double> x, ReadOnlySpan<double> dy, Span<double> dx, DoubleFactors gradients)
    {
        var (t, z) = Inner(user, x);
        DoubleLinear.AddOuter(Scaling, dy, z, Of(gradients.B, user));

        var dz = new double[Rank];
        DoubleLinear.AddTransposedProduct(Of(B, user), dy, dz);
        for (var i = 0; i < Rank; i++) dz[i] *= Scaling;

        var dt = dz;
        if (S is not null)
        {
            DoubleLinear.AddOuter(1, dz, t, Of(gradients.S!, user));
            dt = new double[Rank];
            DoubleLinear.AddTransposedProduct(Of(S, user), dz, dt);
        }

        DoubleLinear.AddOuter(1, dt, x, Of(gradients.A, user));
        DoubleLinear.AddTransposedProduct(Of(A, user), dt, dx);
    }

    private (double[] Before, double[] After) Inner(int user, ReadOnlySpan<double> x)
    {
        var t = new double[Rank];
        DoubleLinear.AddProduct(Of(A, user), x, t);
        if (S is null) return (t, t);
        var z = new double[Rank];
        DoubleLinear.AddProduct(Of(S, user), t, z);
        return (t, z);
    }

    private static double[][] Map(double[][] entries, Converter<double[], double[]> map) => Array.ConvertAll(entries, map);

    private static double[] CopyOf(double[] values) => (double[])values.Clone();

    private static double[] Zero(double[] values) => new double[values.Length];
}
