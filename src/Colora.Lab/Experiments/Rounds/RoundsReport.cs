using System.Globalization;
using Colora.Lab.Recovery;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments.Rounds;

/// <summary>Draws what averaging costs and puts it into words.</summary>
internal static class RoundsReport
{
    private const string Across = "local steps τ";

    private static readonly RoundScheme[] Schemes = Enum.GetValues<RoundScheme>();

    // The others have no gap: one averages gradients, the other one factor at a time.
    private static readonly RoundScheme[] SchemesWithGap =
        [.. Schemes.Where(scheme => scheme is not (RoundScheme.Alternating or RoundScheme.GradientAverage))];

    /// <summary>The report under an experiment's name.</summary>
    /// <param name="name">As P1.</param>
    /// <param name="problem">Sizes and noise of the problem, in words.</param>
    /// <param name="found">What was measured.</param>
    public static ExperimentReport Of(string name, string problem, RoundsFindings found) => new(
        name,
        "Local steps and averaging",
        $"{problem}, {found.Steps} local steps, rate chosen from 0.05, 0.2, 0.8 on training rows, " +
        $"{Trial.Words(found.Seeds)}",
        found.Held,
        Sentence(found),
        [Table(found)],
        [Errors(found), Gaps(found)],
        []);

    private static Chart Errors(RoundsFindings found) =>
        Curves(found, "Deployed error", "mean relative error", Schemes, result => result.Deployed);

    private static Chart Gaps(RoundsFindings found) =>
        Curves(found, "Damage of averaging", "relative gap, first five rounds", SchemesWithGap, result => result.Gap);

    private static Chart Curves(
        RoundsFindings found, string title, string up, RoundScheme[] schemes, Func<RoundsResult, double> value)
    {
        var curves = schemes.Select(scheme =>
        {
            var points = found.Local.Select(local => ChartPoint.Over(local, found.Of(scheme, local, value)));
            return new ChartSeries(Words(scheme), [.. points]);
        });
        return new Chart(title, Across, up, LogX: true, LogY: true, [.. curves]);
    }

    private static ResultTable Table(RoundsFindings found)
    {
        const string Title =
            "Error as deployed / after a core refit / sin of U's angle / averaging gap of the first five rounds";
        return ResultTable.Of(Title, ["local steps", .. Schemes.Select(Words)], found.Local, local =>
        [
            $"{local}",
            .. Schemes.Select(scheme => Readings(found, scheme, local)),
        ]);
    }

    private static string Readings(RoundsFindings found, RoundScheme scheme, int local)
    {
        double[] medians =
        [
            found.Median(scheme, local, result => result.Deployed),
            found.Median(scheme, local, result => result.Refitted),
            found.Median(scheme, local, result => result.SinU),
            found.Median(scheme, local, result => result.Gap),
        ];
        return string.Join(" / ", medians.Select(median => Number(median)));
    }

    private static string Sentence(RoundsFindings found)
    {
        var verdict = found.Held ? "Held" : "Did not hold";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: averaging the two factors instead of their product changes a user's model " +
            $"by {found.ShortGap:0.000} at one local step and {found.LongGap:0.00} at {found.Longest}; " +
            $"moving one factor a round leaves {found.AlternatingGap:0.0e+0}, as theory says; " +
            $"at {found.Longest} local steps re-gauging takes the deployed error " +
            $"from {found.Bare:0.000} to {found.Regauged:0.000}.");
    }

    private static string Words(RoundScheme scheme) => scheme switch
    {
        RoundScheme.GradientAverage => "FedSGD",
        RoundScheme.Joint => "joint",
        RoundScheme.JointRegauged => "joint + QR",
        RoundScheme.CoreFirst => "core, then joint + QR",
        _ => "alternating + QR",
    };
}
