using Colora.Lab.Figures;
using Colora.Runs;

namespace Colora.Cli.Views;

/// <summary>The pictures of a comparison.</summary>
internal static class ComparePictures
{
    /// <summary>Writes them: by rows, by users where there are several numbers of them, single users with costs where local was run, and similarity.</summary>
    /// <returns>Captions and files.</returns>
    public static IReadOnlyList<(string Caption, string Path)> Save(string folder, CompareReport report)
    {
        var written = report.Written;
        var most = (Rows: report.Summaries.Max(row => row.Rows), Users: report.Summaries.Max(row => row.Users));
        var pictures = new List<(string, string)> { ("score and gain over local by training rows", Path.Combine(folder, "report.png")) };
        CompareFigure.Save(pictures[0].Item2, "training rows of each user", written.Unit, [.. report.Summaries.Where(row => row.Users == most.Users).Select(row => Point(written, row, row.Rows))]);
        if (report.Summaries.Any(row => row.Users != most.Users))
        {
            pictures.Add(($"score and gain over local by number of users, {most.Rows} rows each", Path.Combine(folder, "users.png")));
            CompareFigure.Save(pictures[^1].Item2, "users", written.Unit, [.. report.Summaries.Where(row => row.Rows == most.Rows).Select(row => Point(written, row, row.Users))]);
        }

        var last = report.Summaries.Where(row => row.Rows == most.Rows && row.Users == most.Users).ToList();
        var judged = last.Where(row => row.Verdicts.Count > 0).ToList();
        if (judged.Count == 0) return pictures;
        pictures.Add(($"gain of each user, and score against bytes, {most.Rows} rows", Path.Combine(folder, "gains.png")));
        UserGainsFigure.Save(pictures[^1].Item2, written.Unit, [.. judged[0].Verdicts.Select(verdict => verdict.User)],
            [.. judged.Select(row => (row.Arm, (IReadOnlyList<double>)[.. row.Verdicts.Select(verdict => written.In(verdict.Gain.Mean))]))],
            [.. last.Select(row => (row.Arm, row.Megabytes, written.In(row.Mean)))]);
        if (report.Similarity is not { } similarity || similarity.Found.Users.Count != judged[0].Verdicts.Count) return pictures;
        pictures.Add(($"how alike the users are, from the cores of {similarity.Arm}, {similarity.Rows} rows, seed {similarity.Seed}", Path.Combine(folder, "similarity.png")));
        SimilarityPicture.Save(pictures[^1].Item2, similarity.Found);
        pictures.Add(($"gain by similarity, {most.Rows} rows", Path.Combine(folder, "by-similarity.png")));
        SimilarityGainFigure.Save(pictures[^1].Item2, written.Unit, [.. judged.Select(row => (row.Arm, (IReadOnlyList<(double, double)>)[.. row.Verdicts.Select(verdict => (similarity.MeanOf(verdict.User), written.In(verdict.Gain.Mean)))]))]);
        return pictures;
    }

    private static (string, int, double, (double, double, double)?) Point(CompareScore written, CompareSummary row, int number) =>
        (row.Arm, number, written.In(row.Mean), row.OverLocal is { } gain ? (written.In(gain.Mean), written.In(gain.Lower), written.In(gain.Upper)) : null);
}
