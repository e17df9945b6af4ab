using System.Globalization;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>One sentence on who gained by CoLoRA and who did not, as the paired intervals have it.</summary>
internal static class DemoSentence
{
    public static string Of(IReadOnlyDictionary<string, PairedInterval> overLocal, IReadOnlyDictionary<string, PairedInterval> overPooled)
    {
        List<string> helped = Names(overLocal, gain => gain.IsGain), hurt = Names(overLocal, gain => gain.IsLoss);
        var unclear = Names(overLocal, gain => !gain.IsGain && !gain.IsLoss);
        return $"Against training alone, CoLoRA helped {helped.Count} of {overLocal.Count} tenants beyond chance (95 % paired intervals over their test rows), "
            + (hurt.Count == 0 ? "hurt none" : $"hurt {string.Join(", ", hurt)}")
            + (unclear.Count == 0 ? "" : $", and made no clear difference for {string.Join(", ", unclear)}")
            + $"; in the mean it gained {Points(overLocal)} points of exact match over local and {Points(overPooled)} over pooled.";
    }

    private static List<string> Names(IReadOnlyDictionary<string, PairedInterval> gains, Func<PairedInterval, bool> holds) =>
        gains.Where(pair => holds(pair.Value)).Select(pair => pair.Key).ToList();

    private static string Points(IReadOnlyDictionary<string, PairedInterval> gains) =>
        (100 * gains.Values.Average(gain => gain.Mean)).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
