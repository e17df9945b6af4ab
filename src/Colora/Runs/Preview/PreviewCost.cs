namespace Colora.Runs.Preview;

/// <summary>
/// What a run will take: estimates from steps that were measured here and now, on this machine as busy as it is.
/// </summary>
/// <param name="MeasuredSteps">Steps that were measured, after one to warm up.</param>
/// <param name="StepSeconds">Mean time of a step.</param>
/// <param name="RaceSeconds">Estimate for the race of starts; 0 without one.</param>
/// <param name="TrainingSeconds">Estimate for the steps of the run.</param>
/// <param name="ValidationSeconds">Estimate for all validations and the choice of checkpoints.</param>
/// <param name="MeasuredBytes">Largest resident memory while measuring; 0 where the system does not tell.</param>
/// <param name="PeakBytes">Estimate of the largest resident memory of the run.</param>
public sealed record PreviewCost(
    int MeasuredSteps, double StepSeconds, double RaceSeconds, double TrainingSeconds, double ValidationSeconds,
    long MeasuredBytes, long PeakBytes)
{
    /// <summary>Estimate of the time in all.</summary>
    public double TotalSeconds => RaceSeconds + TrainingSeconds + ValidationSeconds;
}
