using Colora.Runs.Progress;

namespace Colora.Runs.Train;

/// <summary>Work of a training in the units of <see cref="WholeProgress"/>.</summary>
/// <param name="Step">Of a training step.</param>
/// <param name="Validation">Of judging all validation rows once.</param>
/// <param name="Heat">Of judging a heat of the race.</param>
/// <param name="Race">Of the race in all.</param>
/// <param name="Training">Of all training steps.</param>
/// <param name="Validations">Of all validations while training.</param>
/// <param name="Choice">Of choosing checkpoints at the end.</param>
internal sealed record RunWork(double Step, double Validation, double Heat, double Race, double Training, double Validations, double Choice)
{
    /// <summary>All of it.</summary>
    public double Total => Race + Training + Validations + Choice;

    /// <summary>The work of a run.</summary>
    /// <param name="setup">The run.</param>
    /// <param name="plan">Its race; null = none.</param>
    public static RunWork Of(RunSetup setup, RacePlan? plan)
    {
        var config = setup.Config;
        var step = WholeProgress.TrainedRow * config.Training.RowsPerStep;
        double rows = setup.Validation.Sum(user => user.Count);

        // A race without validation rows is judged by a quarter of the training rows.
        var heat = rows > 0 ? rows : setup.Train.Sum(user => user.Count) / 4.0;
        var times = rows > 0 ? setup.TotalSteps() / config.Checkpoints.ValidateEvery + (setup.TotalSteps() % config.Checkpoints.ValidateEvery == 0 ? 0 : 1) : 0;
        return new RunWork(step, rows, heat, plan is null ? 0 : plan.Steps * step + plan.Heats * heat, setup.TotalSteps() * step, times * rows, Math.Max(0, times - 1) * rows);
    }
}
