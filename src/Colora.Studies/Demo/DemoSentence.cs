using System.Globalization;
using Colora.Evaluation;

namespace Colora.Studies.Demo;

/// <summary>One sentence on who gained by CoLoRA and who did not, as the verdicts have it: corrected for all tenants, of the one training that was done.</summary>
internal static class DemoSentence
{
    public static string Of(IReadOnlyList<UserVerdict> overLocal, IReadOnlyList<UserVerdict> overPooled)
    {
        List<string> hurt = Names(overLocal, Judgement.Hurt), unclear = Names(overLocal, Judgement.NoDifference);
        return $"Against training alone, CoLoRA helped {overLocal.Count(verdict => verdict.Judgement == Judgement.Helped)} of {overLocal.Count} tenants beyond chance "
            + $"(sign-flip test over their test rows, corrected for {overLocal.Count} tenants by {UserVerdict.CorrectionFor(overLocal.Count)}, 5 %), "
            + (hurt.Count == 0 ? "hurt none" : $"hurt {string.Join(", ", hurt)}")
            + (unclear.Count == 0 ? "" : $", and made no clear difference for {string.Join(", ", unclear)}")
            + $"; in the mean it gained {Points(overLocal)} points of exact match over local and {Points(overPooled)} over pooled. This is one training: what another seed would change is not in it.";
    }

    private static List<string> Names(IReadOnlyList<UserVerdict> verdicts, Judgement judgement) =>
        verdicts.Where(verdict => verdict.Judgement == judgement).Select(verdict => verdict.User).ToList();

    private static string Points(IReadOnlyList<UserVerdict> verdicts) =>
        (100 * verdicts.Average(verdict => verdict.Gain.Mean)).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
