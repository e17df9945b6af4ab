using Colora.Lab.Problems;

namespace Colora.Lab.Experiments;

/// <summary>The recoveries of one problem with several seeds.</summary>
/// <param name="Problem">Sizes and shape.</param>
/// <param name="Trials">One for each seed.</param>
internal sealed record TrialCell(ProblemConfig Problem, IReadOnlyList<TrialResult> Trials)
{
    /// <summary>Trials that recovered every user.</summary>
    public int Succeeded => Trials.Count(trial => trial.Succeeded);

    /// <summary>Whether at least half of the trials recovered every user.</summary>
    public bool MostlySucceeded => Succeeded * 2 >= Trials.Count;

    /// <summary>Trials that recovered every user, in words.</summary>
    public string Recovered => $"{Succeeded} of {Trials.Count}";

    /// <summary>Median over the trials; NaNs are left out.</summary>
    public double Median(Func<TrialResult, double> value) => Trial.Median(Trials.Select(value));

    /// <summary>Median and range over the trials as a point of a curve.</summary>
    public ChartPoint Point(double x, Func<TrialResult, double> value) => ChartPoint.Over(x, Trials.Select(value));
}
