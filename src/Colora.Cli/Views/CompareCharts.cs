using Colora.Evaluation;
using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Comparison;

namespace Colora.Cli.Views;

/// <summary>The charts of a comparison: only those that say something.</summary>
internal static class CompareCharts
{
    private const string Absent = "no value";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<CompareChart> Of(CompareReport report)
    {
        var charts = new List<CompareChart>();
        var written = report.Score;
        var last = CompareView.Largest(report);
        if (CompareView.MainOf(report) is { Verdicts.Count: > 0 } main)
        {
            var caption = $"Gain of each user by {main.Arm} over training alone, {main.Rows} training rows each";
            charts.Add(new CompareChart(CompareView.UsersChart, "gains.png", caption, width => Gains(caption, written, main, width)));
        }

        if (report.Summaries.Count == last.Count) Arms(charts, report, last);
        else Sizes(charts, report);
        var judged = last.Where(row => row.Verdicts.Count > 0).ToList();
        string[] arms = [.. last.Select(row => row.Arm)];
        if (judged.Count > 1)
        {
            var caption = $"Gain of each user over training alone, by arm, {last[0].Rows} training rows each";
            charts.Add(new CompareChart(CompareView.HeatChart, "gains.png", caption, width => Heat(caption, written, judged, width)));
        }

        if (last.Any(row => row.Megabytes > 0))
        {
            const string Caption = "Score against what was moved in rounds";
            charts.Add(new CompareChart(CompareView.CostsChart, "costs.png", Caption, width => CurveChart.Of(
                Caption, "moved in rounds, up and down (MB)", $"score ({written.Unit})", [.. last.Select(row => new CurveSeries(row.Arm, [new CurvePoint(row.Megabytes, written.In(row.Mean))], IsJoined: false))], width, order: Places(last))));
        }

        if (report.Similarity is not { Found.Users.Count: > 1 } similarity) return charts;
        charts.Add(new CompareChart(
            CompareView.SimilarityChart, "similarity.png", $"How alike the users are, from the cores of {similarity.Arm}, {similarity.Rows} rows, seed {similarity.Seed}", width => SimilarityPicture.Of(similarity.Found, width)));
        var placed = judged.Where(row => row.Rows == similarity.Rows && row.Verdicts.Count == similarity.Found.Users.Count).ToList();
        var means = similarity.Found.Users.Select(similarity.MeanOf).Where(double.IsFinite).ToList();
        if (placed.Count > 0 && means.Count > 1 && means.Max() > means.Min())
        {
            const string Caption = "Who gains: the gain over training alone by likeness to the others";
            charts.Add(new CompareChart(CompareView.BySimilarityChart, "by-similarity.png", Caption, width => CurveChart.Of(
                Caption, "mean cosine of the user's update with the others'", $"gain over local ({written.Unit})",
                [.. placed.Select(row => new CurveSeries(row.Arm, [.. row.Verdicts.Select(verdict => new CurvePoint(similarity.MeanOf(verdict.User), written.In(verdict.Gain.Mean)))], IsJoined: false))], width, hasZero: true, order: Places(placed))));
        }

        return charts;

        // An arm has one colour in all charts.
        int[] Places(IReadOnlyList<CompareSummary> some) => [.. some.Select(row => Array.IndexOf(arms, row.Arm))];
    }

    /// <summary>Scores and gains of the arms at the largest size: bars, and points with intervals.</summary>
    private static void Arms(List<CompareChart> charts, CompareReport report, IReadOnlyList<CompareSummary> last)
    {
        var written = report.Score;
        var score = $"Score of each arm on test rows, {last[0].Rows} training rows each, {last[0].Users} users";
        charts.Add(new CompareChart(CompareView.ScoresChart, "report.png", score, width => RowChart.Of(score, $"{written.Title} ({written.Unit}), mean over users; the line is ± one standard error over seeds", [.. last.Select((row, i) =>
            new RowEntry(row.Arm, written.In(row.Mean), written.In(row.Mean - row.StandardError), written.In(row.Mean + row.StandardError), double.IsFinite(row.Mean) ? written.Text(row.Mean) : Absent, Palette.Series(i)))], width, isBar: true)));
        if (!last.Any(row => row.OverLocal is not null)) return;
        const string Gain = "Gain of each arm over training alone, 95 % intervals";
        charts.Add(new CompareChart(CompareView.GainsChart, "report.png", Gain, width => RowChart.Of(Gain, $"gain over local ({written.Unit})", [.. last.Where(row => row.OverLocal is not null).Select(row =>
            new RowEntry(row.Arm, written.In(row.OverLocal!.Mean), written.In(row.OverLocal.Lower), written.In(row.OverLocal.Upper), Text(written, row.OverLocal), Tone(row.OverLocal)))], width, isBar: false)));
    }

    /// <summary>Scores and gains by training rows and by users, where there are several numbers of them.</summary>
    private static void Sizes(List<CompareChart> charts, CompareReport report)
    {
        var written = report.Score;
        var (rows, users) = (report.Summaries.Max(row => row.Rows), report.Summaries.Max(row => row.Users));
        Add(CompareView.ByRowsChart, "by-rows.png", "training rows of each user", [.. report.Summaries.Where(row => row.Users == users)], row => row.Rows);
        Add(CompareView.ByUsersChart, "users.png", $"users, {rows} training rows each", [.. report.Summaries.Where(row => row.Rows == rows)], row => row.Users);

        void Add(string name, string file, string across, List<CompareSummary> some, Func<CompareSummary, int> number)
        {
            if (some.Select(number).Distinct().Count() < 2) return;
            string[] arms = [.. some.Select(row => row.Arm).Distinct()];
            var (score, gain) = ($"Score by number of {across.Split(',')[0]}", "Gain over training alone, 95 % intervals");
            charts.Add(new CompareChart(name, file, score, width => CurveChart.Of(score, across, $"score ({written.Unit})",
                [.. arms.Select(arm => new CurveSeries(arm, [.. Own(arm).Select(row => new CurvePoint(number(row), written.In(row.Mean)))]))], width, isDoubling: true)));
            string[] judged = [.. arms.Where(arm => Own(arm).Any(row => row.OverLocal is not null))];
            if (judged.Length == 0) return;
            charts.Add(new CompareChart($"{name}-gain", file, gain, width => CurveChart.Of(gain, across, $"gain over local ({written.Unit})",
                [.. judged.Select(arm => new CurveSeries(arm, [.. Own(arm).Where(row => row.OverLocal is not null).Select(row => new CurvePoint(number(row), written.In(row.OverLocal!.Mean), written.In(row.OverLocal.Lower), written.In(row.OverLocal.Upper)))]))],
                width, isDoubling: true, hasZero: true, order: [.. judged.Select(arm => Array.IndexOf(arms, arm))])));

            IEnumerable<CompareSummary> Own(string arm) => some.Where(row => row.Arm == arm).OrderBy(number);
        }
    }

    private static Drawing Gains(string caption, Score written, CompareSummary main, double width) => RowChart.Of(caption, $"gain over local ({written.Unit}), 95 % intervals; blue: helped, red: hurt, grey: undecided", [.. main.Verdicts.OrderByDescending(verdict => verdict.Gain.Mean).Select(verdict =>
        new RowEntry(verdict.User, written.In(verdict.Gain.Mean), written.In(verdict.Gain.Lower), written.In(verdict.Gain.Upper), Text(written, verdict.Gain),
            verdict.Judgement switch { Judgement.Helped => Palette.Gain, Judgement.Hurt => Palette.Loss, _ => Palette.Unclear }))], width, isBar: false);

    private static Drawing Heat(string caption, Score written, List<CompareSummary> judged, double width)
    {
        const int MostUsers = 200;
        var users = judged[0].Verdicts.Take(MostUsers).ToList();
        var left = judged[0].Verdicts.Count - users.Count;
        return HeatChart.Of(caption, $"gain over local ({written.Unit}){(left > 0 ? $"; {left} more users are in report.json" : "")}", [.. users.Select(verdict => verdict.User)], [.. judged.Select(row => row.Arm)],
            [.. users.Select((_, i) => (IReadOnlyList<double>)[.. judged.Select(row => i < row.Verdicts.Count ? written.In(row.Verdicts[i].Gain.Mean) : double.NaN)])],
            written.IsShare ? "+0;-0;0" : "+0.00;-0.00;0.00", HeatScale.Diverging, width);
    }

    private static string Text(Score written, PairedInterval gain) => double.IsNaN(gain.Mean) ? Absent : written.Gain(gain);

    private static Ink Tone(PairedInterval gain) => gain.IsGain ? Palette.Gain : gain.IsLoss ? Palette.Loss : Palette.Unclear;
}
