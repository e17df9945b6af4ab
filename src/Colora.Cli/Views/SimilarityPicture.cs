using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Similarity;

namespace Colora.Cli.Views;

/// <summary>The picture of a similarity report.</summary>
internal static class SimilarityPicture
{
    private const double Width = 1000;

    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, SimilarityReport report) => PngFile.Save(path, Of(report, Width));

    /// <summary>The picture.</summary>
    public static Drawing Of(SimilarityReport report, double width)
    {
        var places = report.Users.Index().ToDictionary(user => user.Item, user => user.Index);
        return SimilarityChart.Of(
            [.. report.Users],
            report.Cosines,
            [.. report.Order.Select(user => places[user])],
            [.. report.Joins.Select(join => (join.Left, join.Right, join.Distance))],
            width);
    }
}
