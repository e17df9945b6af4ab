using System.Globalization;
using Colora.Lab.Recovery;
using static Colora.Lab.Experiments.Closeness.ClosenessSizes;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments.Closeness;

/// <summary>Draws what the closeness of tasks changes and puts it into words.</summary>
internal static class ClosenessReport
{
    private const string Across = "closeness ρ of the cores", Up = "mean relative error";

    /// <summary>The report under an experiment's name.</summary>
    public static ExperimentReport Of(string name, ClosenessFindings found) => new(
        name,
        "Similar tasks",
        Setting(found),
        found.Held,
        Sentence(found),
        [Errors(found), NearStarts(found.Near), ColdStarts(found.Cold)],
        [ErrorCurves(found), NearCurves(found.Near)],
        []);

    private static Chart ErrorCurves(ClosenessFindings found)
    {
        var curves = ClosenessArms.Names.Select((name, arm) =>
            new ChartSeries(name, [.. found.Closeness.Select(rho => ChartPoint.Over(rho, found.Of(rho, arm)))]));
        return new Chart("Closeness of the cores", Across, Up, LogX: false, LogY: true, [.. curves]);
    }

    private static Chart NearCurves(StartTrials near)
    {
        var title = $"Starts near the bound (sensing, n = {NearRows})";
        var curves = near.Starts.Select(start =>
        {
            var points = near.Closeness.Select(rho => ChartPoint.Over(rho, near.Errors(rho, start)));
            return new ChartSeries($"{Words(start)} start", [.. points]);
        });
        return new Chart(title, Across, Up, LogX: false, LogY: true, [.. curves]);
    }

    private static ResultTable Errors(ClosenessFindings found) =>
        ResultTable.Of("Median over seeds", ["ρ", .. ClosenessArms.Names], found.Closeness, rho =>
        [
            Number(rho),
            .. ClosenessArms.Names.Select((_, arm) => Number(found.Median(rho, arm))),
        ]);

    private static ResultTable NearStarts(StartTrials near) =>
        ResultTable.Of($"Starts at {NearRows} rows", ["ρ", .. near.Starts.Select(Words)], near.Closeness, rho =>
        [
            Number(rho),
            .. near.Starts.Select(start => Number(Trial.Median(near.Errors(rho, start)))),
        ]);

    private static ResultTable ColdStarts(StartTrials cold)
    {
        var title = $"Recovered of {cold.Seeds.Count} at {ColdRows} rows without noise (median sweeps to 1e-6)";
        return ResultTable.Of(title, ["ρ", .. cold.Starts.Select(Words)], cold.Closeness, rho =>
        [
            Number(rho),
            .. cold.Starts.Select(start => Outcome(cold.At(rho, start))),
        ]);
    }

    private static string Outcome(IEnumerable<TrialResult> trials)
    {
        var recovered = trials.Where(trial => trial.Succeeded).ToList();
        var sweeps = Trial.Median(recovered.Select(trial => trial.SweepsOrNaN));
        return $"{recovered.Count} ({Number(sweeps)})";
    }

    private static string Setting(ClosenessFindings found) => string.Create(
        CultureInfo.InvariantCulture,
        $"multi-output, d = 50, r = 3, k = {Users}, n = {Rows}, σ = {Noise}; " +
        $"starts: sensing, n = {NearRows}, σ = {NearNoise}; {Trial.Words(found.Seeds)}");

    private static string Sentence(ClosenessFindings found)
    {
        const double Similar = 0.99;
        var verdict = found.Held ? "Held" : "Did not hold";
        var pooledFirst = found.Median(0, ClosenessArms.Pooled);
        var pooledLast = found.Median(1, ClosenessArms.Pooled);
        var fromPooled = Trial.Median(found.Near.Errors(Similar, RecoveryStart.Pooled));
        var fromMoment = Trial.Median(found.Near.Errors(Similar, RecoveryStart.SecondMoment));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: CoLoRA's error stays within a factor {found.Spread:0.0} over all closeness " +
            $"while the pooled model's falls from {pooledFirst:0.00} to {pooledLast:0.000}; " +
            $"at 1.3 × the bound and ρ = .99 a pooled start ends at {fromPooled:0.000}, " +
            $"the second-moment start at {fromMoment:0.00}.");
    }

    private static string Words(RecoveryStart start) => start switch
    {
        RecoveryStart.SecondMoment => "second-moment",
        RecoveryStart.Pooled => "pooled",
        RecoveryStart.Mean => "mean",
        RecoveryStart.Random => "random",
        _ => "best of three",
    };
}
