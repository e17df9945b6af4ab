using Colora.Evaluation;
using Colora.Lab.Drawings;
using Colora.Lab.Figures;
using Colora.Studies.Demo;

namespace Colora.Cli.Views;

/// <summary>The demo's picture: validation loss of each method by steps, and what each tenant gains by CoLoRA with its 95 % interval.</summary>
internal static class DemoPicture
{
    private const double Width = 530;

    /// <summary>Writes it as a PNG.</summary>
    public static void Save(string path, DemoResult result)
    {
        var curves = CurveChart.Of("Learning", "optimizer steps", "validation loss (nats per answer token)",
            [.. result.Costs.Select(pair => new CurveSeries(pair.Key, [.. pair.Value.Validation.Select(point => new CurvePoint(point.Step, point.Loss))]))], Width);
        PngFile.Save(path, curves, Gains("local", result.OverLocal), Gains("pooled", result.OverPooled));
    }

    private static Drawing Gains(string over, IReadOnlyDictionary<string, PairedInterval> gains) => RowChart.Of($"Gain of each tenant by CoLoRA over {over}", "gain in exact match (points), 95 % intervals",
        [.. gains.Select(pair => new RowEntry(pair.Key, 100 * pair.Value.Mean, 100 * pair.Value.Lower, 100 * pair.Value.Upper, Score.ExactMatch.Gain(pair.Value),
            pair.Value.IsGain ? Palette.Gain : pair.Value.IsLoss ? Palette.Loss : Palette.Unclear))], Width, isBar: false);
}
