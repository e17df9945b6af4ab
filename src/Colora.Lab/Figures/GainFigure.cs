using ScottPlot;
using ScottPlot.TickGenerators;

namespace Colora.Lab.Figures;

/// <summary>Two panels: validation loss of each method by steps, and what each user gains by CoLoRA with its 95 % interval.</summary>
public static class GainFigure
{
    private const int Width = 1400, Height = 560;
    private const int MostFlatLabels = 8;
    private const double BarWidth = 0.36, Room = 1.12;

    private static readonly Color[] CurveColors = [Colors.Gray, Colors.DarkOrange, Colors.SteelBlue];

    /// <summary>Writes the figure as a PNG.</summary>
    /// <param name="path">The file.</param>
    /// <param name="curves">Validation loss (nats an answer token) by steps, a curve a method.</param>
    /// <param name="users">Names of the users.</param>
    /// <param name="gains">Name of what is compared with, and for each user the gain in points of exact match with its interval.</param>
    public static void Save(
        string path,
        IReadOnlyList<(string Method, IReadOnlyList<(long Step, double Loss)> Points)> curves,
        IReadOnlyList<string> users,
        IReadOnlyList<(string Over, IReadOnlyList<(double Mean, double Lower, double Upper)> Gains)> gains)
    {
        FigureFont.Use();
        var figure = new Multiplot();
        figure.AddPlots(2);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Curves(figure.GetPlot(0), curves);
        Bars(figure.GetPlot(1), users, gains);
        figure.SavePng(path, Width, Height);
    }

    private static void Curves(Plot plot, IReadOnlyList<(string Method, IReadOnlyList<(long Step, double Loss)> Points)> curves)
    {
        for (var i = 0; i < curves.Count; i++)
        {
            var line = plot.Add.Scatter(
                curves[i].Points.Select(point => (double)point.Step).ToArray(), curves[i].Points.Select(point => point.Loss).ToArray(), CurveColors[i % CurveColors.Length]);
            line.LineWidth = 2;
            line.LegendText = curves[i].Method;
        }

        plot.XLabel("optimizer steps");
        plot.YLabel("validation loss (nats per answer token)");
        plot.Title("Learning");
        plot.ShowLegend(Alignment.UpperRight);
    }

    private static void Bars(
        Plot plot, IReadOnlyList<string> users, IReadOnlyList<(string Over, IReadOnlyList<(double Mean, double Lower, double Upper)> Gains)> gains)
    {
        for (var group = 0; group < gains.Count; group++)
        {
            var offset = (group - (gains.Count - 1) / 2.0) * BarWidth;
            var bars = plot.Add.Bars(gains[group].Gains.Select((gain, i) => new Bar { Position = i + offset, Value = gain.Mean, Size = BarWidth, FillColor = CurveColors[group].WithAlpha(0.75), LineWidth = 0 }).ToArray());
            bars.LegendText = $"over {gains[group].Over}";
            for (var i = 0; i < users.Count; i++)
            {
                var gain = gains[group].Gains[i];
                var line = plot.Add.Line(i + offset, gain.Lower, i + offset, gain.Upper);
                line.LineColor = Colors.Black;
            }
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual(Enumerable.Range(0, users.Count).Select(i => (double)i).ToArray(), [.. users]);
        if (users.Count > MostFlatLabels)
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = -90;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
            plot.Axes.Bottom.MinimumSize = 120;
        }

        plot.Add.HorizontalLine(0, 1, Colors.Black);
        var highest = gains.SelectMany(group => group.Gains).Max(gain => gain.Upper);
        var lowest = Math.Min(0, gains.SelectMany(group => group.Gains).Min(gain => gain.Lower));

        // Room for the legend above the highest interval.
        plot.Axes.SetLimits(-0.6, users.Count - 0.4, lowest * Room - 2, Math.Max(highest * (Room + 0.15), 5));
        plot.YLabel("gain in exact match (points)");
        plot.Title("Gain of each tenant by CoLoRA, 95 % intervals");
        plot.ShowLegend(Alignment.UpperRight);
    }
}
