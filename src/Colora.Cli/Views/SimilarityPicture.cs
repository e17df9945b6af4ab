using Colora.Lab.Figures;
using Colora.Runs;

namespace Colora.Cli.Views;

/// <summary>The picture of a similarity report.</summary>
internal static class SimilarityPicture
{
    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, SimilarityReport report)
    {
        var users = report.Users.ToList();
        SimilarityFigure.Save(path, users, report.Cosines, [.. report.Order.Select(user => users.IndexOf(user))], [.. report.Joins.Select(join => (join.Left, join.Right, join.Distance))]);
    }
}
