using Colora.Evaluation;
using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Comparison;

namespace Colora.Cli.Views;

/// <summary>The charts of a comparison: only those that say something.</summary>
internal sealed class CompareCharts
{
    private const string Absent = "no value";
    private const int MostUsersOfHeat = 200;

    private readonly CompareReport report;
    private readonly Score written;
    private readonly IReadOnlyList<CompareSummary> last;
    private readonly List<CompareSummary> judged;
    private readonly string[] arms;
    private readonly List<CompareChart> charts = [];

    private CompareCharts(CompareReport report)
    {
        this.report = report;
        written = report.Score;
        last = CompareView.Largest(report);
        judged = [.. last.Where(row => row.Verdicts.Count > 0)];
        arms = [.. last.Select(row => row.Arm)];
    }

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<CompareChart> Of(CompareReport report)
    {
        var made = new CompareCharts(report);
        made.AddGainsOfUsers();
        if (report.Summaries.Count == made.last.Count) made.AddArms();
        else made.AddSizes();
        made.AddHeat();
        made.AddCosts();
        made.AddSimilarity();
        return made.charts;
    }

    private string OverLocal => $"gain over local ({written.Unit})";

    private void AddGainsOfUsers()
    {
        if (CompareView.MainOf(report) is not { Verdicts.Count: > 0 } main) return;
        var caption = $"Gain of each user by {main.Arm} over training alone, {main.Rows} training rows each";
        var axis = $"{OverLocal}, 95 % intervals; blue: helped, red: hurt, grey: undecided";
        var byGain = main.Verdicts.OrderByDescending(verdict => verdict.Gain.Mean);
        List<RowEntry> rows = [.. byGain.Select(verdict => Gain(verdict.User, verdict.Gain, Tone(verdict.Judgement)))];
        Add(CompareView.UsersChart, "gains.png", caption, width =>
            RowChart.Of(caption, axis, rows, width, isBar: false));
    }

    /// <summary>Scores and gains of the arms at the largest size: bars, and points with intervals.</summary>
    private void AddArms()
    {
        AddScoresOfArms();
        const string Caption = "Gain of each arm over training alone, 95 % intervals";
        var gains = last.Where(row => row.OverLocal is not null);
        List<RowEntry> rows = [.. gains.Select(row => Gain(row.Arm, row.OverLocal!, Tone(row.OverLocal!)))];
        if (rows.Count == 0) return;
        Add(CompareView.GainsChart, "report.png", Caption, width =>
            RowChart.Of(Caption, OverLocal, rows, width, isBar: false));
    }

    private void AddScoresOfArms()
    {
        var sizes = $"{last[0].Rows} training rows each, {last[0].Users} users";
        var caption = $"Score of each arm on test rows, {sizes}";
        var axis = $"{written.Title} ({written.Unit}), mean over users; the line is ± one standard error over seeds";
        List<RowEntry> rows = [.. last.Select((row, i) => Score(row, Palette.Series(i)))];
        Add(CompareView.ScoresChart, "report.png", caption, width =>
            RowChart.Of(caption, axis, rows, width, isBar: true));
    }

    /// <summary>Scores and gains by training rows and by users, where there are several numbers of them.</summary>
    private void AddSizes()
    {
        var rows = report.Summaries.Max(row => row.Rows);
        var users = report.Summaries.Max(row => row.Users);
        List<CompareSummary> byRows = [.. report.Summaries.Where(row => row.Users == users)];
        List<CompareSummary> byUsers = [.. report.Summaries.Where(row => row.Rows == rows)];
        AddCurves(CompareView.ByRowsChart, "by-rows.png", "training rows of each user", byRows, row => row.Rows);
        var across = $"users, {rows} training rows each";
        AddCurves(CompareView.ByUsersChart, "users.png", across, byUsers, row => row.Users);
    }

    private void AddCurves(
        string name,
        string file,
        string across,
        List<CompareSummary> rows,
        Func<CompareSummary, int> number)
    {
        if (rows.Select(number).Distinct().Count() < 2) return;
        var curves = rows.GroupBy(row => row.Arm, (arm, own) => new Curve(arm, [.. own.OrderBy(number)]));
        AddScoreCurves(name, file, across, [.. curves], number);
        AddGainCurves($"{name}-gain", file, across, [.. curves], number);
    }

    private void AddScoreCurves(
        string name,
        string file,
        string across,
        List<Curve> curves,
        Func<CompareSummary, int> number)
    {
        var caption = $"Score by number of {across.Split(',')[0]}";
        List<CurveSeries> series = [.. curves.Select(Series)];
        Add(name, file, caption, width =>
            CurveChart.Of(caption, across, $"score ({written.Unit})", series, width, isDoubling: true));

        CurveSeries Series(Curve curve) => new(curve.Arm, [.. curve.Rows.Select(Point)]);

        CurvePoint Point(CompareSummary row) => new(number(row), written.In(row.Mean));
    }

    private void AddGainCurves(
        string name,
        string file,
        string across,
        List<Curve> curves,
        Func<CompareSummary, int> number)
    {
        const string Caption = "Gain over training alone, 95 % intervals";
        List<CurveSeries> series = [];
        List<int> places = [];
        foreach (var (place, curve) in curves.Index())
        {
            CurvePoint[] points = [.. curve.Rows.Where(row => row.OverLocal is not null).Select(Point)];
            if (points.Length == 0) continue;
            series.Add(new CurveSeries(curve.Arm, points));

            // The colour that the arm has among the scores.
            places.Add(place);
        }

        if (series.Count == 0) return;
        Add(name, file, Caption, width =>
            CurveChart.Of(Caption, across, OverLocal, series, width, isDoubling: true, hasZero: true, order: places));

        CurvePoint Point(CompareSummary row)
        {
            var gain = row.OverLocal!;
            return new CurvePoint(number(row), written.In(gain.Mean), written.In(gain.Lower), written.In(gain.Upper));
        }
    }

    private void AddHeat()
    {
        if (judged.Count < 2) return;
        var caption = $"Gain of each user over training alone, by arm, {last[0].Rows} training rows each";
        Add(CompareView.HeatChart, "gains.png", caption, width => Heat(caption, width));
    }

    private void AddCosts()
    {
        if (!last.Any(row => row.Megabytes > 0)) return;
        const string Caption = "Score against what was moved in rounds", Across = "moved in rounds, up and down (MB)";
        List<CurveSeries> costs = [.. last.Select(row => Cloud(row.Arm, [Cost(row)]))];
        Add(CompareView.CostsChart, "costs.png", Caption, width =>
            CurveChart.Of(Caption, Across, $"score ({written.Unit})", costs, width, order: Places(last)));

        CurvePoint Cost(CompareSummary row) => new(row.Megabytes, written.In(row.Mean));
    }

    private void AddSimilarity()
    {
        if (report.Similarity is not { Found.Users.Count: > 1 } similarity) return;
        var run = $"{similarity.Arm}, {similarity.Rows} rows, seed {similarity.Seed}";
        var caption = $"How alike the users are, from the cores of {run}";
        Add(CompareView.SimilarityChart, "similarity.png", caption, width =>
            SimilarityPicture.Of(similarity.Found, width));
        AddGainsBySimilarity(similarity);
    }

    private void AddGainsBySimilarity(CompareSimilarity similarity)
    {
        var users = similarity.Found.Users;
        List<CompareSummary> placed =
            [.. judged.Where(row => row.Rows == similarity.Rows && row.Verdicts.Count == users.Count)];
        List<double> means = [.. users.Select(similarity.MeanOf).Where(double.IsFinite)];
        if (placed.Count == 0 || means.Count < 2 || means.Max() <= means.Min()) return;
        const string Caption = "Who gains: the gain over training alone by likeness to the others";
        const string Across = "mean cosine of the user's update with the others'";
        List<CurveSeries> gains = [.. placed.Select(row => Cloud(row.Arm, [.. row.Verdicts.Select(Point)]))];
        Add(CompareView.BySimilarityChart, "by-similarity.png", Caption, width =>
            CurveChart.Of(Caption, Across, OverLocal, gains, width, hasZero: true, order: Places(placed)));

        CurvePoint Point(UserVerdict verdict) => new(similarity.MeanOf(verdict.User), written.In(verdict.Gain.Mean));
    }

    private void Add(string name, string file, string caption, Func<double, Drawing> draw) =>
        charts.Add(new CompareChart(name, file, caption, draw));

    // An arm has one colour in all charts.
    private int[] Places(IReadOnlyList<CompareSummary> rows) => [.. rows.Select(row => Array.IndexOf(arms, row.Arm))];

    private static CurveSeries Cloud(string arm, IReadOnlyList<CurvePoint> points) => new(arm, points, IsJoined: false);

    private Drawing Heat(string caption, double width)
    {
        string[] users = [.. judged[0].Verdicts.Take(MostUsersOfHeat).Select(verdict => verdict.User)];
        var left = judged[0].Verdicts.Count - users.Length;
        var more = left > 0 ? $"; {left} more users are in report.json" : "";
        var gains = users.Select((_, user) => judged.Select(row => GainOf(row, user)));
        return HeatChart.Of(
            caption,
            OverLocal + more,
            users,
            [.. judged.Select(row => row.Arm)],
            [.. gains.Select(row => (IReadOnlyList<double>)[.. row])],
            written.IsShare ? "+0;-0;0" : "+0.00;-0.00;0.00",
            HeatScale.Diverging,
            width);
    }

    private double GainOf(CompareSummary row, int user) =>
        user < row.Verdicts.Count ? written.In(row.Verdicts[user].Gain.Mean) : double.NaN;

    private RowEntry Score(CompareSummary row, Ink ink) => new(
        Name: row.Arm,
        Value: written.In(row.Mean),
        Lower: written.In(row.Mean - row.StandardError),
        Upper: written.In(row.Mean + row.StandardError),
        Text: double.IsFinite(row.Mean) ? written.Text(row.Mean) : Absent,
        Ink: ink);

    private RowEntry Gain(string name, PairedInterval gain, Ink ink) => new(
        Name: name,
        Value: written.In(gain.Mean),
        Lower: written.In(gain.Lower),
        Upper: written.In(gain.Upper),
        Text: double.IsNaN(gain.Mean) ? Absent : written.Gain(gain),
        Ink: ink);

    private static Ink Tone(Judgement judgement) => judgement switch
    {
        Judgement.Helped => Palette.Gain,
        Judgement.Hurt => Palette.Loss,
        _ => Palette.Unclear,
    };

    private static Ink Tone(PairedInterval gain)
    {
        if (gain.IsGain) return Palette.Gain;
        return gain.IsLoss ? Palette.Loss : Palette.Unclear;
    }

    /// <summary>An arm over several sizes.</summary>
    /// <param name="Arm">The arm.</param>
    /// <param name="Rows">Its summaries, from the smallest size on.</param>
    private sealed record Curve(string Arm, List<CompareSummary> Rows);
}
