using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Xunit;

namespace Colora.Lab.Tests.Figures;

public sealed class ChartTests
{
    private static readonly double[][] Cosines = [[1, 0.9, 0.7], [0.9, 1, 0.8], [0.7, 0.8, 1]];

    public static TheoryData<int, string, double> Many
    {
        get
        {
            var data = new TheoryData<int, string, double>();
            foreach (var users in (int[])[1, 2, 8, 40, 90, 400])
                foreach (var name in (string[])["u", "customer", new string('W', 100), "日本語", "line\nbreak"])
                    foreach (var width in (double[])[320, 700, 1000]) data.Add(users, name, width);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Many))]
    public void No_label_is_cut_off(int users, string name, double width)
    {
        string[] names = [.. Enumerable.Range(0, users).Select(i => $"{name}-{i}")];
        var rows = names.Select((user, i) => new RowEntry(user, i % 7 == 6 ? double.NaN : 30 - 11 * i % 90, 20 - 11 * i % 90, i == 1 ? double.PositiveInfinity : 45 - 11 * i % 90, "+30.0 (+20.0 … +45.0)", Palette.Gain)).ToList();
        IReadOnlyList<IReadOnlyList<double>> cosines = [.. names.Select((_, i) => (IReadOnlyList<double>)[.. names.Select((_, j) => i == j ? 1 : Math.Cos(i * j + i + j))])];
        List<(int, int, double)> joins = [];
        for (var i = 1; i < users; i++) joins.Add((i == 1 ? 0 : users + i - 2, i, 0.1 * i));
        var series = names.Take(12).Select((user, i) => new CurveSeries(user, [new CurvePoint(4, i, i - 1, i + 1), new CurvePoint(5, double.NaN), new CurvePoint(128, -1e6 * i)])).ToList();
        var order = Enumerable.Range(0, users).ToList();
        foreach (var drawing in (Drawing[])
            [
                RowChart.Of("gains", "gain over local (points), 95 % intervals", rows, width, isBar: false), RowChart.Of("scores", "score", rows, width, isBar: true),
                SimilarityChart.Of(names, cosines, order, joins, width),
                HeatChart.Of("heat", "gain", names, ["pooled", "colora@adapter.rank=8@rounds.rounds=10"], [.. cosines.Select(row => (IReadOnlyList<double>)[row[0], double.NaN])], "+0.0;-0.0;0.0", HeatScale.Diverging, width),
                CurveChart.Of("curves", "training rows of each user", "score (points)", series, width, isDoubling: true, hasZero: true),
                CurveChart.Of("cloud", "mean cosine of the user's update with the others'", "gain over local (points)", [.. series.Select(curve => curve with { IsJoined = false })], width),
            ])
        {
            Inside(drawing);
        }
    }

    [Fact]
    public void Colours_go_from_the_smallest_to_the_largest_value_and_each_cell_says_its_value()
    {
        string[] users = ["a", "b", "c"];
        var chart = SimilarityChart.Of(users, Cosines, [0, 1, 2], [(0, 1, 0.1), (3, 2, 0.25)], 600);
        var cells = chart.Marks.OfType<BoxMark>().Take(9).ToList();
        Assert.Equal(["–", "0.90", "0.70", "0.90", "–", "0.80", "0.70", "0.80", "–"], chart.Marks.OfType<TextMark>().Where(mark => mark.Size == 11 && mark.Anchor == Anchor.Middle).Select(mark => mark.Text));
        Assert.Equal(Palette.Missing, cells[0].Ink);
        Assert.Equal(Palette.Rising(1), cells[1].Ink);
        Assert.Equal(Palette.Rising(0.05), cells[2].Ink);
        Assert.NotEqual(cells[2].Ink, cells[5].Ink);
    }

    [Fact]
    public void Gains_of_both_signs_have_zero_in_the_middle()
    {
        var chart = HeatChart.Of("t", "points", ["a", "b"], ["x"], [[-10], [5]], "+0;-0;0", HeatScale.Diverging, 400);
        Assert.Equal([Palette.Diverging(-1), Palette.Diverging(0.5)], chart.Marks.OfType<BoxMark>().Take(2).Select(mark => mark.Ink));
        Assert.Contains(chart.Marks.OfType<TextMark>(), mark => mark.Text == "−10");
    }

    [Fact]
    public void Points_that_coincide_are_shown_apart_at_their_height()
    {
        var chart = CurveChart.Of("t", "x", "y", [.. Enumerable.Range(0, 4).Select(i => new CurveSeries($"arm {i}", [new CurvePoint(0, 2), new CurvePoint(1, 3)], IsJoined: false))], 600);
        var dots = chart.Marks.OfType<DotMark>().Take(8).ToList();
        Assert.Equal(8, dots.Select(dot => (Math.Round(dot.X), Math.Round(dot.Y))).Distinct().Count());
        Assert.Equal(2, dots.Select(dot => Math.Round(dot.Y, 6)).Distinct().Count());
    }

    [Fact]
    public void A_bar_starts_at_zero_and_a_missing_value_has_none()
    {
        var chart = RowChart.Of("t", "nats", [new("a", -3, null, null, "-3.000", Palette.Series(0)), new("b", double.NaN, double.NaN, double.NaN, "no value", Palette.Series(1)), new("c", -1, null, null, "-1.000", Palette.Series(2))], 700, isBar: true);
        var bars = chart.Marks.OfType<BoxMark>().ToList();
        Assert.Equal(2, bars.Count);
        Assert.Equal(bars[0].X + bars[0].Width, bars[1].X + bars[1].Width, 1e-6);
        Assert.Equal(3, bars[0].Width / bars[1].Width, 1e-6);
    }

    [Fact]
    public void More_rows_than_can_be_read_are_cut_and_said()
    {
        var rows = Enumerable.Range(0, 500).Select(i => new RowEntry($"u{i}", i, i - 1, i + 1, $"{i}", Palette.Gain)).ToList();
        var chart = RowChart.Of("t", "points", rows, 700, isBar: false);
        Assert.Equal(RowChart.MostRows, chart.Marks.OfType<DotMark>().Count());
        Assert.Contains(chart.Marks.OfType<TextMark>(), mark => mark.Text == "60 of 500 are drawn: the first and the last");
        Assert.Contains(chart.Marks.OfType<TextMark>(), mark => mark.Text == "u499");
    }

    [Fact]
    public void A_label_is_broken_where_it_does_not_fit_and_never_cut()
    {
        const string Unit = "gain over local (points), 95 % intervals; blue: helped, red: hurt, grey: undecided";
        foreach (var chart in (Drawing[])[RowChart.Of("t", Unit, [new("a", 1, 0, 2, "1.0", Palette.Gain)], 300, isBar: false), CurveChart.Of("t", Unit, "y", [new("a", [new CurvePoint(1, 0)])], 300), HeatChart.Of("t", Unit, ["a"], ["x"], [[1]], "0", HeatScale.Diverging, 300)])
            Assert.Contains(Unit, string.Join(' ', chart.Marks.OfType<TextMark>().Select(mark => mark.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_hardly_differ_have_the_digits_that_tell_them_apart()
    {
        double[][] near = [[1, 0.99997, 0.99996], [0.99997, 1, 0.99998], [0.99996, 0.99998, 1]];
        var texts = SimilarityChart.Of(["a", "b", "c"], near, [0, 1, 2], [], 600).Marks.OfType<TextMark>().Select(mark => mark.Text).ToList();
        Assert.Contains("0.999970", texts);
        Assert.Contains("0.999960", texts);
    }

    [Fact]
    public void Two_thousand_users_are_drawn_in_groups()
    {
        const int Users = 2000;
        double[][] cosines = [.. Enumerable.Range(0, Users).Select(i => Enumerable.Range(0, Users).Select(j => i < 1000 == j < 1000 ? 0.5 : -0.25).ToArray())];
        var chart = SimilarityChart.Of([.. Enumerable.Range(0, Users).Select(i => $"u{i}")], cosines, [.. Enumerable.Range(0, Users)], [], 900);
        var cells = chart.Marks.OfType<BoxMark>().Take(100 * 100).ToList();
        Assert.Equal(Palette.Diverging(1), cells[0].Ink);
        Assert.Equal(Palette.Diverging(-0.5), cells[99].Ink);
        Assert.Contains(chart.Marks.OfType<TextMark>(), mark => mark.Text.Contains("of 2000 users", StringComparison.Ordinal));
    }

    [Fact]
    public void Values_that_are_all_equal_or_none_are_drawn_all_the_same()
    {
        Inside(HeatChart.Of("t", "points", ["a", "b"], ["x", "y"], [[0, 0], [0, 0]], "0.00", HeatScale.Fitted, 400));
        Inside(HeatChart.Of("t", "points", ["a"], ["x"], [[double.NaN]], "0.00", HeatScale.Diverging, 400));
        Inside(RowChart.Of("t", "points", [new("a", 0, 0, 0, "0.0", Palette.Gain)], 400, isBar: true));
        Inside(RowChart.Of("t", "points", [], 400, isBar: true));
        Inside(CurveChart.Of("t", "x", "y", [new("a", [])], 400));
        Inside(CurveChart.Of("t", "x", "y", [new("a", [new CurvePoint(1, 0)])], 400, isDoubling: true));
    }

    private static void Inside(Drawing drawing)
    {
        foreach (var mark in drawing.Marks.OfType<TextMark>())
        {
            var (left, top, right, bottom) = Drawing.BoundsOf(mark);
            Assert.True(left >= -1 && top >= -1 && right <= drawing.Width + 1 && bottom <= drawing.Height + 1, $"{drawing.Title}: \"{mark.Text}\" lies at {left:0}, {top:0} … {right:0}, {bottom:0} of {drawing.Width:0} × {drawing.Height:0}");
        }
    }

    [Fact]
    public void A_curve_that_others_lie_on_is_drawn_wider_beneath_them()
    {
        (double, double)[] line = [(0, 0), (1, 1), (2, 4)], twin = [(0, 0.001), (1, 1.002), (2, 4)], half = [(0, 0), (1, 1), (2, 9)], other = [(0, 3), (1, 5), (2, 7)];
        Assert.Equal([2, 1, 0, 0, 0], ExperimentFigure.Covered([line, twin, half, other, []]));
        Assert.Equal([0], ExperimentFigure.Covered([[]]));
    }
}
