using Colora.Evaluation;

namespace Colora.Runs.Train;

/// <summary>
/// What the last heats of a race say. A heat is picked where it is best on both halves of the rows (<see cref="Folds"/>): for each row that is a choice which the other half alone has made, so that
/// what is judged on the rows later was not chosen by them. Where the halves disagree the rows do not tell, and the plainest is taken.
/// </summary>
/// <param name="Heat">The picked heat.</param>
/// <param name="Confirmed">Whether both halves agree; null where there was but one heat, or one half to ask, which has decided.</param>
internal sealed record StartPick(StartHeat Heat, bool? Confirmed)
{
    /// <summary>The pick.</summary>
    /// <param name="heats">Heats that did not diverge, from the plainest; one or more.</param>
    public static StartPick Of(IReadOnlyList<StartHeat> heats)
    {
        if (heats.Count == 1) return new StartPick(heats[0], null);
        if (heats.Any(heat => heat.FoldLosses.Count < Folds.Count || heat.FoldLosses.Any(double.IsNaN))) return new StartPick(heats.MinBy(heat => heat.Loss)!, null);
        var best = Enumerable.Range(0, Folds.Count).Select(fold => heats.MinBy(heat => heat.FoldLosses[fold])!).ToList();
        return best.TrueForAll(heat => ReferenceEquals(heat, best[0])) ? new StartPick(best[0], true) : new StartPick(heats[0], false);
    }
}
