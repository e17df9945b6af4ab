using Colora.Runs.Train;
using ScottPlot;

namespace Colora.Lab.Figures;

/// <summary>Training loss (each step, and smoothed) and validation loss against steps.</summary>
public static class LossCurve
{
    private const int Width = 1000, Height = 560;

    /// <summary>Writes the curve of a run's log as a PNG; nothing where no loss is a number.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metrics">The log (<see cref="MetricsLog"/>).</param>
    public static void Save(string path, string metrics) =>
        Save(path, MetricsLog.ReadLosses(metrics), MetricsLog.ReadValidation(metrics));

    /// <summary>Writes the curve as a PNG; nothing where no loss is a number.</summary>
    /// <param name="path">The file.</param>
    /// <param name="losses">Step and training loss in nats an answer token.</param>
    /// <param name="validation">Steps done and mean validation loss; may be empty.</param>
    public static void Save(
        string path,
        IReadOnlyList<(long Step, double Loss)> losses,
        IReadOnlyList<(long Step, double Loss)> validation)
    {
        losses = [.. losses.Where(row => double.IsFinite(row.Loss))];
        validation = [.. validation.Where(row => double.IsFinite(row.Loss))];
        if (losses.Count == 0) return;
        PlotFonts.Use();
        using var plot = new Plot();
        AddTraining(plot, losses);
        if (validation.Count > 0) AddValidation(plot, validation);
        plot.XLabel("optimizer steps");
        plot.YLabel("loss (nats per answer token)");
        plot.Title("Loss");
        plot.ShowLegend(Alignment.UpperRight);
        PlotFile.Save(path, plot.GetImage(Width, Height));
    }

    private static void AddTraining(Plot plot, IReadOnlyList<(long Step, double Loss)> losses)
    {
        // Steps are counted from 0 in the log, and from 1 by a reader.
        double[] steps = [.. losses.Select(row => (double)row.Step + 1)];
        double[] values = [.. losses.Select(row => row.Loss)];
        var raw = plot.Add.ScatterLine(steps, values, Colors.SteelBlue.WithAlpha(0.3));
        raw.LegendText = "training, each step";
        var smooth = plot.Add.ScatterLine(steps, Smooth(values, Math.Max(1, values.Length / 40)), Colors.SteelBlue);
        smooth.LineWidth = 2;
        smooth.LegendText = "training, moving mean";
    }

    private static void AddValidation(Plot plot, IReadOnlyList<(long Step, double Loss)> validation)
    {
        double[] steps = [.. validation.Select(row => (double)row.Step)];
        double[] values = [.. validation.Select(row => row.Loss)];
        var points = plot.Add.Scatter(steps, values, Colors.DarkOrange);
        points.LineWidth = 2;
        points.LegendText = "validation, mean over users";
    }

    /// <summary>Mean of the values at most <paramref name="reach"/> steps away.</summary>
    private static double[] Smooth(double[] values, int reach) => values.Select((_, i) =>
    {
        int from = Math.Max(0, i - reach), to = Math.Min(values.Length - 1, i + reach);
        return values[from..(to + 1)].Average();
    }).ToArray();
}
