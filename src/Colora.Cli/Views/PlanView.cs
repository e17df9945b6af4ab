using System.Globalization;
using Colora.Studies.Planning;

namespace Colora.Cli.Views;

/// <summary>A plan's answer, and what of it was held against the pilot.</summary>
internal static class PlanView
{
    // Where validation was best at the last step in more of the runs than this, they were short of steps.
    private const double MostStepLimited = 0.5;

    public static void Show(PlanReport report, IReadOnlyList<string> files)
    {
        Console.Out.WriteLine(report.Answer);
        Console.Out.WriteLine($"share of a user's unknowns that is its own: {Text(report.PersonalShare, "0.000")}; "
            + $"answers for {report.Range}");
        if (report.StepLimited > MostStepLimited)
        {
            Console.Out.WriteLine($"note: in {Text(report.StepLimited, "P0")} of the pilot validation was best "
                + "at the last step: it was short of steps, and beyond its own sizes the intervals do not hold; "
                + "run it with more --steps");
        }

        Console.Out.WriteLine(HeldBack(report));
        foreach (var check in report.Checks) Console.Out.WriteLine(Line(check));
        if (files.Count > 0) Console.Out.WriteLine($"written: {string.Join(", ", files)}");
    }

    private static string HeldBack(PlanReport report)
    {
        if (report.Checks.Count == 0) return "held back: the pilot has too few sizes to leave one out";
        var inside = report.Checks.Sum(check => check.Inside);
        var all = report.Checks.Sum(check => check.Measured.Count);
        return $"held back: each size predicted from the others, {inside} of {all} measured scores "
            + $"in the {Text(report.Level, "P0")} interval";
    }

    private static string Line(PlanCheck check)
    {
        var predicted = check.Predicted;
        var measured = check.Measured.Select(Points);
        return $"  {predicted.Users} users, {predicted.Rows} rows: predicted {Points(predicted.Score)} "
            + $"({Points(predicted.Lower)} … {Points(predicted.Upper)}), measured {string.Join(", ", measured)}";
    }

    private static string Points(double value) => Text(value, "0.0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
