namespace Colora.Testing.DoublePrecision;

/// <summary>y = W x for n row vectors, and its gradients. Everything is row-major: x [n, in], y [n, out], W [out, in].</summary>
internal static class DoubleLinear
{
    /// <summary>y += W x.</summary>
    public static void AddProduct(ReadOnlySpan<double> weight, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var o = 0; o < y.Length; o++) y[o] += Dot(weight.Slice(o * x.Length, x.Length), x);
    }

    /// <summary>dx += Wᵀ dy.</summary>
    public static void AddTransposedProduct(ReadOnlySpan<double> weight, ReadOnlySpan<double> dy, Span<double> dx)
    {
        for (var o = 0; o < dy.Length; o++) AddScaled(dy[o], weight.Slice(o * dx.Length, dx.Length), dx);
    }

    /// <summary>dW += scale · dy xᵀ.</summary>
    public static void AddOuter(double scale, ReadOnlySpan<double> dy, ReadOnlySpan<double> x, Span<double> weightGradient)
    {
        for (var o = 0; o < dy.Length; o++) AddScaled(scale * dy[o], x, weightGradient.Slice(o * x.Length, x.Length));
    }

    /// <summary>y += scale · x.</summary>
    public static void AddScaled(double scale, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++) y[i] += scale * x[i];
    }

    /// <summary>Σ x y.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}
