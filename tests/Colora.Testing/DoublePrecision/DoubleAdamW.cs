namespace Colora.Testing.DoublePrecision;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). Every parameter has its own moments and its own
/// step count: one that is not stepped keeps all three.
/// </summary>
public sealed class DoubleAdamW(double beta1 = .9, double beta2 = .999, double epsilon = 1e-8)
{
    private readonly Dictionary<string, Moments> moments = [];

    /// <summary>
    /// θ ← θ (1 − η λ); m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; θ ← θ − η m̂ / (√v̂ + ε), with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
    /// </summary>
    /// <param name="name">Which parameter: moments and count are kept under this name.</param>
    /// <param name="values">θ, changed in place.</param>
    /// <param name="gradient">g.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">λ.</param>
    public void Step(string name, double[] values, double[] gradient, double learningRate, double weightDecay = 0)
    {
        if (!moments.TryGetValue(name, out var state)) moments[name] = state = new Moments(new double[values.Length], new double[values.Length]);
        state.Count++;
        var (correction1, correction2) = (1 - Math.Pow(beta1, state.Count), 1 - Math.Pow(beta2, state.Count));
        for (var i = 0; i < values.Length; i++)
        {
            var g = gradient[i];
            state.First[i] = beta1 * state.First[i] + (1 - beta1) * g;
            state.Second[i] = beta2 * state.Second[i] + (1 - beta2) * g * g;
            var step = state.First[i] / correction1 / (Math.Sqrt(state.Second[i] / correction2) + epsilon);
            values[i] = values[i] * (1 - learningRate * weightDecay) - learningRate * step;
        }
    }

    private sealed class Moments(double[] first, double[] second)
    {
        public double[] First { get; } = first;

        public double[] Second { get; } = second;

        public int Count { get; set; }
    }
}
