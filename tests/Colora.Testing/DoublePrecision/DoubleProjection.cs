namespace Colora.Testing.DoublePrecision;

/// <summary>One linear module, adapted where the adapter names it: h = W0 x + b + s · B S_u A x, u = owner of the row.</summary>
internal sealed class DoubleProjection
{
    private readonly DoubleBatch batch;
    private readonly string module;
    private readonly string weightName;
    private readonly double[] weight;
    private readonly double[]? bias;
    private readonly DoubleFactors? factors;
    private readonly int inputSize;
    private readonly int outputSize;

    public DoubleProjection(DoublePass pass, string module, string weightName)
    {
        this.module = module;
        this.weightName = weightName;
        batch = pass.Batch;
        weight = pass.Weight(weightName);
        bias = pass.Model.Weights.GetValueOrDefault(BiasName);
        factors = pass.Adapter?.Modules.GetValueOrDefault(module);
        (outputSize, inputSize) = pass.Config.LinearShape(module);
        if (factors is not null && (factors.InputSize != inputSize || factors.OutputSize != outputSize))
            throw new ArgumentException($"the adapter of {module} maps {factors.InputSize} to {factors.OutputSize}, the module {inputSize} to {outputSize}");
    }

    private string BiasName => module + ".bias";

    /// <summary>x [tokens, in] → h [tokens, out].</summary>
    public double[] Forward(double[] x)
    {
        var h = new double[batch.Tokens * outputSize];
        for (var n = 0; n < batch.Tokens; n++)
        {
            var input = Row(x, n, inputSize);
            var output = Row(h, n, outputSize);
            bias?.CopyTo(output);
            DoubleLinear.AddProduct(weight, input, output);
            factors?.AddDelta(batch.UserOf(n), input, output);
        }

        return h;
    }

    /// <summary>From dh [tokens, out] adds to dx [tokens, in] and to the gradients of the weights and factors.</summary>
    public void Backward(double[] x, double[] dh, double[] dx, DoubleGradients gradients)
    {
        var weightGradient = gradients.Weights.GetValueOrDefault(weightName);
        var biasGradient = bias is null ? null : gradients.Weights.GetValueOrDefault(BiasName);
        var factorGradients = gradients.Adapter?.Modules.GetValueOrDefault(module);
        for (var n = 0; n < batch.Tokens; n++)
        {
            var input = Row(x, n, inputSize);
            var upstream = Row(dh, n, outputSize);
            var downstream = Row(dx, n, inputSize);
            DoubleLinear.AddTransposedProduct(weight, upstream, downstream);
            if (weightGradient is not null) DoubleLinear.AddOuter(1, upstream, input, weightGradient);
            if (biasGradient is not null) DoubleLinear.AddScaled(1, upstream, biasGradient);
            factors?.AddGradients(batch.UserOf(n), input, upstream, downstream, factorGradients!);
        }
    }

    private static Span<double> Row(double[] values, int n, int size) => values.AsSpan(n * size, size);
}
