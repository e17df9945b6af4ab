namespace Colora.Lab.Predictions;

/// <summary>y = Coefficient · x^Exponent, fitted by least squares of the logarithms.</summary>
/// <param name="Coefficient">Value at x = 1.</param>
/// <param name="Exponent">Slope on log-log paper.</param>
/// <param name="Points">Points of the fit.</param>
/// <param name="Scatter">Median |log residual|.</param>
public sealed record PowerLaw(double Coefficient, double Exponent, int Points, double Scatter)
{
    /// <summary>Fits points of positive coordinates.</summary>
    /// <exception cref="ArgumentException">Fewer than two different x.</exception>
    public static PowerLaw Fit(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Select(point => point.X).Distinct().Count() < 2)
            throw new ArgumentException("a power law needs points at two different x");
        var logs = points.Select(point => (X: Math.Log(point.X), Y: Math.Log(point.Y))).ToArray();
        var (meanX, meanY) = (logs.Average(log => log.X), logs.Average(log => log.Y));
        var together = logs.Sum(log => (log.X - meanX) * (log.Y - meanY));
        var exponent = together / logs.Sum(log => (log.X - meanX) * (log.X - meanX));
        var level = meanY - (exponent * meanX);
        var residuals = logs.Select(log => Math.Abs(log.Y - level - (exponent * log.X))).Order().ToArray();
        return new PowerLaw(Math.Exp(level), exponent, points.Count, residuals[residuals.Length / 2]);
    }
}
