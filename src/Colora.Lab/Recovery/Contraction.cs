namespace Colora.Lab.Recovery;

/// <summary>What a noiseless log says of success and speed (theory B.4).</summary>
public static class Contraction
{
    /// <summary>A noiseless recovery is one whose worst user's error is below this.</summary>
    public const double Recovered = 1e-5;

    private const double From = 1e-1, To = 1e-8, Reached = 1e-6;

    /// <summary>Whether every user was recovered.</summary>
    public static bool Succeeded(IReadOnlyList<SweepRow> log) =>
        log.Count > 0 && log[^1].Errors is { } last && last.Max < Recovered;

    /// <summary>
    /// Geometric mean of err(t+1)/err(t) between the first mean error below 0.1 and the first below 1e-8; NaN where
    /// these are not two sweeps.
    /// </summary>
    public static double Rate(IReadOnlyList<SweepRow> log)
    {
        var errors = log.Where(row => row.Errors is not null).Select(row => row.Errors!.Mean).ToArray();
        var first = Array.FindIndex(errors, error => error < From);
        var last = Array.FindIndex(errors, error => error < To);
        if (first < 0 || last <= first) return double.NaN;
        return Math.Pow(errors[last] / errors[first], 1.0 / (last - first));
    }

    /// <summary>Sweeps until the mean error is below 1e-6; null where it never was.</summary>
    public static int? Sweeps(IReadOnlyList<SweepRow> log) =>
        log.FirstOrDefault(row => row.Errors is { } errors && errors.Mean < Reached)?.Sweep;
}
