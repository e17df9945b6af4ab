using MathNet.Numerics.Distributions;

namespace Colora.Evaluation;

/// <summary>
/// A learning curve: logit of a score against the logarithm of the rows it rests on, a straight line fitted by least
/// squares, with the usual prediction interval of a further observation.
/// </summary>
internal sealed class LogitLine
{
    private const double Rounding = 1 + 1e-9;

    private readonly double meanX;
    private readonly double meanY;
    private readonly double spread;
    private readonly double clip;

    private LogitLine(double slope, double meanX, double meanY, double spread, double scatter, int points, double clip)
    {
        Slope = slope;
        this.meanX = meanX;
        this.meanY = meanY;
        this.spread = spread;
        Scatter = scatter;
        Points = points;
        this.clip = clip;
    }

    /// <summary>Rise of the logit when the rows are multiplied by e.</summary>
    public double Slope { get; }

    /// <summary>Standard deviation of an observation around the line, in logits.</summary>
    public double Scatter { get; }

    /// <summary>Observations.</summary>
    public int Points { get; }

    /// <summary>Fits scores in 0…1 against positive rows.</summary>
    /// <param name="points">Rows and score of each observation.</param>
    /// <param name="clip">Scores nearer to 0 or 1 than this count as this: half a test row.</param>
    /// <exception cref="ArgumentException">Fewer than three observations, or all at the same rows.</exception>
    public static LogitLine Fit(IReadOnlyList<(double Rows, double Score)> points, double clip)
    {
        if (points.Count < 3 || points.Select(point => point.Rows).Distinct().Count() < 2)
            throw new ArgumentException("a line needs three observations at two different x", nameof(points));
        var xs = points.Select(point => Math.Log(point.Rows)).ToArray();
        var ys = points.Select(point => Logit(point.Score, clip)).ToArray();
        var (meanX, meanY) = (xs.Average(), ys.Average());
        var spread = xs.Sum(x => (x - meanX) * (x - meanX));
        var slope = xs.Zip(ys, (x, y) => (x - meanX) * (y - meanY)).Sum() / spread;
        var squares = xs.Zip(ys, (x, y) => y - meanY - (slope * (x - meanX))).Sum(residual => residual * residual);
        return new LogitLine(slope, meanX, meanY, spread, Math.Sqrt(squares / (points.Count - 2)), points.Count, clip);
    }

    /// <summary>The score of a further observation at these rows, with its interval.</summary>
    /// <param name="rows">Above 0.</param>
    /// <param name="level">Chance that the interval holds it, as 0.9.</param>
    public (double Score, double Lower, double Upper) At(double rows, double level)
    {
        var away = Math.Log(rows) - meanX;
        var centre = meanY + (Slope * away);
        var reach = StudentT.InvCDF(
            0, 1, Points - 2, (1 + level) / 2) * Scatter * Math.Sqrt(1 + (1.0 / Points) + (away * away / spread));
        return (Score(centre), Score(centre - reach), Score(centre + reach));
    }

    private static double Logit(double score, double clip)
    {
        var inside = Math.Clamp(score, clip, 1 - clip);
        return Math.Log(inside / (1 - inside));
    }

    private double Score(double logit)
    {
        var score = 1 / (1 + Math.Exp(-logit));
        return score <= clip * Rounding ? 0 : score >= 1 - (clip * Rounding) ? 1 : score;
    }
}
