namespace Colora.Testing.DoublePrecision;

/// <summary>
/// Muon (Jordan et al. 2024) on one matrix at a time, in loops of doubles. Every parameter has a momentum of its own: one
/// that is not stepped keeps it.
/// </summary>
/// <param name="momentum">μ.</param>
/// <param name="epsilon">Added to the norm of what is made orthogonal.</param>
public sealed class DoubleMuon(double momentum = 0, double epsilon = 1e-8)
{
    private readonly Dictionary<string, double[]> moments = [];

    /// <summary>
    /// θ ← θ (1 − η λ); m ← μ m + (1 − μ) g; θ ← θ − η √max(rows, columns) · polar(μ m + (1 − μ) g).
    /// </summary>
    /// <param name="name">Which parameter.</param>
    /// <param name="values">θ, row-major, changed in place.</param>
    /// <param name="gradient">g.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">λ.</param>
    public void Step(
        string name, double[] values, double[] gradient, int rows, double learningRate, double weightDecay = 0)
    {
        if (!moments.TryGetValue(name, out var kept)) moments[name] = kept = new double[values.Length];
        var direction = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            kept[i] = momentum * kept[i] + (1 - momentum) * gradient[i];
            direction[i] = momentum * kept[i] + (1 - momentum) * gradient[i];
        }

        var columns = values.Length / rows;
        var polar = Polar(new DoubleMatrix(rows, columns, direction)).Values;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= 1 - learningRate * weightDecay;
            values[i] -= learningRate * Math.Sqrt(Math.Max(rows, columns)) * polar[i];
        }
    }

    /// <summary>X ← 3.4445 X − 4.7750 (X Xᵀ) X + 2.0315 (X Xᵀ)² X, five times, from X = G / (‖G‖ + ε).</summary>
    public DoubleMatrix Polar(DoubleMatrix matrix)
    {
        var norm = Math.Sqrt(matrix.Values.Sum(value => value * value)) + epsilon;
        var x = new DoubleMatrix(matrix.Rows, matrix.Columns, [.. matrix.Values.Select(value => value / norm)]);
        for (var step = 0; step < 5; step++)
        {
            var gram = x.Times(x.Transposed());
            var (once, twice) = (gram.Times(x), gram.Times(gram.Times(x)));
            var next = new DoubleMatrix(x.Rows, x.Columns);
            for (var i = 0; i < next.Values.Length; i++)
                next.Values[i] = 3.4445 * x.Values[i] - 4.7750 * once.Values[i] + 2.0315 * twice.Values[i];
            x = next;
        }

        return x;
    }
}
