using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments.Closeness;

/// <summary>Recoveries of problems of several closeness from several starts.</summary>
/// <param name="Closeness">The values of ρ.</param>
/// <param name="Starts">The starts.</param>
/// <param name="Seeds">Seeds of each.</param>
/// <param name="Trials">Every recovery.</param>
internal sealed record StartTrials(
    IReadOnlyList<double> Closeness,
    IReadOnlyList<RecoveryStart> Starts,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<TrialResult> Trials)
{
    /// <summary>The recoveries from one start at one closeness.</summary>
    public IEnumerable<TrialResult> At(double closeness, RecoveryStart start) => Trials.Where(trial =>
        trial.Request.Start == start && trial.Request.Problem.Shape.Similarity == closeness);

    /// <summary>Their errors.</summary>
    public IEnumerable<double> Errors(double closeness, RecoveryStart start) =>
        At(closeness, start).Select(trial => trial.Error);
}
