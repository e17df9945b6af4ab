namespace Colora.Testing.DoublePrecision;

/// <summary>softmax(x)_i = exp(x_i) / Σ exp(x_j), computed after taking the largest entry off.</summary>
internal static class DoubleSoftmax
{
    /// <summary>Replaces x by its softmax.</summary>
    public static void Apply(Span<double> x)
    {
        var shift = LogSum(x);
        for (var i = 0; i < x.Length; i++) x[i] = Math.Exp(x[i] - shift.Largest) / shift.Sum;
    }

    /// <summary>log Σ exp(x_j).</summary>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        var (largest, sum) = LogSum(x);
        return largest + Math.Log(sum);
    }

    private static (double Largest, double Sum) LogSum(ReadOnlySpan<double> x)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in x) largest = Math.Max(largest, value);
        var sum = 0.0;
        foreach (var value in x) sum += Math.Exp(value - largest);
        return (largest, sum);
    }
}
