using System.Globalization;
using Colora.Studies.Similarity;

namespace Colora.Cli.Views;

/// <summary>Groups and conflicts of a run's users.</summary>
internal static class SimilarityView
{
    private const int MostConflicts = 20;

    public static void Show(SimilarityReport report, string? picture)
    {
        if (report.Groups.Count == 1)
        {
            Console.Out.WriteLine("groups: none stands out");
        }
        else
        {
            Console.Out.WriteLine($"groups (silhouette {Text(report.Silhouette)}):");
            foreach (var group in report.Groups) Console.Out.WriteLine($"  {string.Join(", ", group)}");
        }

        var isPeaceful = report.Conflicts.Count == 0;
        Console.Out.WriteLine(isPeaceful ? "users in conflict: none" : "users in conflict (cosine below -0.1):");
        foreach (var pair in report.Conflicts.Take(MostConflicts))
            Console.Out.WriteLine($"  {pair.One}, {pair.Other}: {Text(pair.Cosine)}");
        if (report.Planted is { } planted)
            Console.Out.WriteLine($"rank correlation with the planted similarity: {Text(planted)}");
        if (picture is not null) Console.Out.WriteLine($"picture: {picture}");
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
