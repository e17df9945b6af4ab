namespace Colora.Testing.DoublePrecision;

/// <summary>y = w ∘ x / √(mean(x²) + ε) (Zhang and Sennrich 2019, arXiv:1910.07467), for each row of x [tokens, size].</summary>
internal static class DoubleRmsNorm
{
    public static double[] Forward(double[] x, double[] weight, double epsilon)
    {
        var y = new double[x.Length];
        for (var start = 0; start < x.Length; start += weight.Length)
        {
            var scale = Scale(x.AsSpan(start, weight.Length), epsilon);
            for (var i = 0; i < weight.Length; i++) y[start + i] = weight[i] * x[start + i] * scale;
        }

        return y;
    }

    /// <summary>With ρ = 1/√(mean(x²) + ε) and g = w ∘ dy: dx += ρ g − x ρ³ (g·x)/size; ∂w += dy ∘ x ρ.</summary>
    public static void Backward(double[] x, double[] weight, double epsilon, double[] dy, double[] dx, double[]? weightGradient)
    {
        var size = weight.Length;
        for (var start = 0; start < x.Length; start += size)
        {
            var scale = Scale(x.AsSpan(start, size), epsilon);
            var along = 0.0;
            for (var i = 0; i < size; i++) along += weight[i] * dy[start + i] * x[start + i];
            var pull = scale * scale * scale * along / size;
            for (var i = 0; i < size; i++)
            {
                dx[start + i] += scale * weight[i] * dy[start + i] - pull * x[start + i];
                if (weightGradient is not null) weightGradient[i] += dy[start + i] * x[start + i] * scale;
            }
        }
    }

    private static double Scale(ReadOnlySpan<double> x, double epsilon) => 1 / Math.Sqrt(DoubleLinear.Dot(x, x) / x.Length + epsilon);
}
