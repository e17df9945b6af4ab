using Colora.Evaluation;
using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Demo;

namespace Colora.Cli.Views;

/// <summary>
/// The demo's picture: validation loss of each method by steps, and what each tenant gains by CoLoRA with its 95 %
/// interval.
/// </summary>
internal static class DemoPicture
{
    private const double Width = 530;

    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, DemoResult result)
    {
        List<CurveSeries> losses = [.. result.Costs.Select(pair => Losses(pair.Key, pair.Value))];
        var up = "validation loss (nats per answer token)";
        var curves = CurveChart.Of("Learning", "optimizer steps", up, losses, Width);
        PngFile.Save(path, curves, Gains("local", result.OverLocal), Gains("pooled", result.OverPooled));
    }

    private static CurveSeries Losses(string method, DemoCost cost) =>
        new(method, [.. cost.Validation.Select(point => new CurvePoint(point.Step, point.Loss))]);

    private static Drawing Gains(string over, IReadOnlyDictionary<string, PairedInterval> gains)
    {
        var title = $"Gain of each tenant by CoLoRA over {over}";
        List<RowEntry> rows = [.. gains.Select(pair => Gain(pair.Key, pair.Value))];
        return RowChart.Of(title, "gain in exact match (points), 95 % intervals", rows, Width, isBar: false);
    }

    private static RowEntry Gain(string tenant, PairedInterval gain) => new(
        Name: tenant,
        Value: 100 * gain.Mean,
        Lower: 100 * gain.Lower,
        Upper: 100 * gain.Upper,
        Text: Score.ExactMatch.Gain(gain),
        Ink: Tone(gain));

    private static Ink Tone(PairedInterval gain)
    {
        if (gain.IsGain) return Palette.Gain;
        return gain.IsLoss ? Palette.Loss : Palette.Unclear;
    }
}
