using System.Globalization;
using Colora.Runs.Onboard;

namespace Colora.Cli.Views;

/// <summary>How well the shared factors of a run fit its newcomers.</summary>
internal static class OnboardView
{
    public static void Show(OnboardReport report, string folder)
    {
        Console.Out.WriteLine($"{report.Users.Count} newcomers, {Text(report.ParametersPerUser, "N0")} numbers each, "
            + $"{Text(report.Seconds, "0.0")} s of training; "
            + $"shared factors unchanged (SHA-256 {report.SharedHash[..12]}…)");
        if (report.KnownFit.Count > 0) Console.Out.WriteLine(Known([.. report.KnownFit.Values]));
        foreach (var user in report.Users)
        {
            Console.Out.WriteLine($"  {user.User}: {user.Rows} rows, fit {Text(user.Fit, "0.0000")}, "
                + $"loss {Text(user.Loss, "0.0000")} nats a token");
            if (!user.Outside) continue;
            Console.Out.WriteLine("    warning: this user's task lies outside the shared subspace "
                + $"(fit below {Text(report.Limit, "0.0000")}); train it alone (colora train --method local), "
                + "or train a run that includes it or its like");
        }

        Console.Out.WriteLine($"try it: {PrintedCommand.Of("evaluate", "--run", PrintedCommand.PathWord(folder))}");
    }

    private static string Known(double[] fits) =>
        $"subspace fit of the run's own users: {Text(fits.Min(), "0.0000")} … {Text(fits.Max(), "0.0000")}, "
        + $"mean {Text(fits.Average(), "0.0000")}";

    private static string Text(IFormattable? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
