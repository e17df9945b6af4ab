using System.Globalization;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments.Bridge;

/// <summary>Draws how far the laws bend on a real layer and puts it into words.</summary>
internal static class BridgeReport
{
    private const string Law = "law for Gaussian inputs";

    /// <summary>The report under an experiment's name.</summary>
    /// <param name="name">As P1.</param>
    /// <param name="layer">The layer and its model in words.</param>
    /// <param name="found">What was measured.</param>
    public static ExperimentReport Of(string name, string layer, BridgeFindings found) => new(
        name,
        "From theory to a real layer",
        Setting(layer, found),
        null,
        Sentence(found),
        [Table(found)],
        [Contractions(found), Errors(found)],
        []);

    private static Chart Contractions(BridgeFindings found)
    {
        var measured = InputKinds.All.Select(kind =>
            Curve(found, kind, rows => found.Clean(kind, rows).Select(run => run.Rate)));
        return new Chart("Contraction without noise", "rows per user", "contraction per sweep", LogX: true, LogY: true,
            [.. measured, Predicted(found, found.LawfulRate)]);
    }

    private static Chart Errors(BridgeFindings found)
    {
        var title = $"Error of the predictions, σ = {Number(found.Problem.Noise)}";
        var measured = InputKinds.All.Select(kind =>
            Curve(found, kind, rows => found.Noisy(kind, rows).Select(run => run.Prediction)));
        return new Chart(title, "rows per user", "relative error on fresh inputs", LogX: true, LogY: true,
            [.. measured, Predicted(found, found.LawfulError)]);
    }

    private static ChartSeries Curve(BridgeFindings found, string kind, Func<int, IEnumerable<double>> values) =>
        new(kind, [.. found.Rows.Select(rows => ChartPoint.Over(rows, values(rows)))]);

    private static ChartSeries Predicted(BridgeFindings found, Func<int, double> value) =>
        new(Law, [.. found.Rows.Select(rows => new ChartPoint(rows, value(rows)))], Theory: true);

    private static ResultTable Table(BridgeFindings found)
    {
        string[] columns =
        [
            "inputs",
            "rows per user",
            "recovered",
            "sweeps to 1e-6",
            "contraction",
            "law",
            $"error at σ = {Number(found.Problem.Noise)}",
            "of predictions",
            "predicted floor",
        ];
        var lines =
            from kind in InputKinds.All
            from rows in found.Rows
            select Cells(found, kind, rows);
        return new ResultTable("", columns, [.. lines]);
    }

    private static string[] Cells(BridgeFindings found, string kind, int rows)
    {
        var (clean, noisy) = (found.Clean(kind, rows).ToList(), found.Noisy(kind, rows).ToList());
        return
        [
            kind,
            $"{rows}",
            $"{clean.Count(run => run.Succeeded)} of {found.Seeds.Count}",
            Number(Trial.Median(clean.Select(run => run.Sweeps))),
            Number(Trial.Median(clean.Select(run => run.Rate))),
            Number(found.LawfulRate(rows)),
            Number(Trial.Median(noisy.Select(run => run.Error))),
            Number(Trial.Median(noisy.Select(run => run.Prediction))),
            Number(found.LawfulError(rows)),
        ];
    }

    private static string Setting(string layer, BridgeFindings found)
    {
        var problem = found.Problem;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"layer {layer} ({problem.D1} → {problem.D2}), k = {problem.Users}, r = {problem.Rank}, " +
            $"counting bound {found.Bound:0.0} rows; inputs: {found.Tokens} tokens of the users' rows " +
            $"scaled to mean square 1, their covariance has condition {found.Condition:0.0e+0} " +
            $"and effective dimension {found.EffectiveDimension:0.0} of {problem.D1}; {Trial.Words(found.Seeds)}");
    }

    private static string Sentence(BridgeFindings found)
    {
        var last = found.Noisy(InputKinds.AsTheyAre, found.Most).ToList();
        var floor = found.LawfulError(found.Most);
        var models = Trial.Median(last.Select(run => run.Error)) / floor;
        var predictions = Trial.Median(last.Select(run => run.Prediction)) / floor;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"At {found.Most} rows per user convergence keeps {found.Bend(InputKinds.Whitened):P0} " +
            $"of the law's speed on whitened activations and {found.Bend(InputKinds.AsTheyAre):P0} " +
            $"on the activations as they are ({found.Bend(InputKinds.Gaussian):P0} on Gaussian inputs); " +
            $"under noise the models' error is {models:0.0} times " +
            $"the predicted floor, the predictions' error {predictions:0.00} times: " +
            $"what inputs never show is not learned, and not needed.");
    }
}
