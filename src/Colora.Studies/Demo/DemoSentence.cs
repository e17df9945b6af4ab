using System.Globalization;
using Colora.Evaluation;

namespace Colora.Studies.Demo;

/// <summary>
/// One sentence on who gained by CoLoRA and who did not, as the verdicts have it: corrected for all tenants, of the
/// one training that was done.
/// </summary>
internal static class DemoSentence
{
    public static string Of(IReadOnlyList<UserVerdict> overLocal, IReadOnlyList<UserVerdict> overPooled)
    {
        var helped = Names(overLocal, Judgement.Helped);
        var hurt = Names(overLocal, Judgement.Hurt);
        var unclear = Names(overLocal, Judgement.NoDifference);
        var tenants = overLocal.Count;
        var harm = hurt.Count == 0 ? "hurt none" : $"hurt {string.Join(", ", hurt)}";
        var rest = unclear.Count == 0 ? "" : $", and made no clear difference for {string.Join(", ", unclear)}";
        return $"Against training alone, CoLoRA helped {helped.Count} of {tenants} tenants beyond chance "
            + $"(sign-flip test over their test rows, corrected for {tenants} tenants by "
            + $"{UserVerdict.CorrectionFor(tenants)}, 5 %), {harm}{rest}"
            + $"; in the mean it gained {Points(overLocal)} points of exact match over local "
            + $"and {Points(overPooled)} over pooled. "
            + "This is one training: what another seed would change is not in it.";
    }

    private static List<string> Names(IReadOnlyList<UserVerdict> verdicts, Judgement judgement) =>
        verdicts.Where(verdict => verdict.Judgement == judgement).Select(verdict => verdict.User).ToList();

    private static string Points(IReadOnlyList<UserVerdict> verdicts) =>
        (100 * verdicts.Average(verdict => verdict.Gain.Mean)).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
