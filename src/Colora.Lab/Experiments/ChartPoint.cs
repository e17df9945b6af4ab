namespace Colora.Lab.Experiments;

/// <summary>A point of a curve.</summary>
/// <param name="X">Abscissa.</param>
/// <param name="Y">Median over seeds, where there are several.</param>
/// <param name="Low">Smallest over seeds.</param>
/// <param name="High">Largest over seeds.</param>
public sealed record ChartPoint(double X, double Y, double? Low = null, double? High = null)
{
    /// <summary>Median and range of several seeds' values; NaNs are left out.</summary>
    public static ChartPoint Over(double x, IEnumerable<double> values)
    {
        var sorted = values.Where(value => !double.IsNaN(value)).Order().ToArray();
        if (sorted.Length == 0) return new ChartPoint(x, double.NaN);
        return new ChartPoint(x, Trial.Median(sorted), sorted[0], sorted[^1]);
    }
}
