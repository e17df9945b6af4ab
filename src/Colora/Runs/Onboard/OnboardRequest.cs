namespace Colora.Runs.Onboard;

/// <summary>Whom <see cref="OnboardRun"/> is to take in.</summary>
/// <param name="Run">The finished run.</param>
/// <param name="Config">The newcomers' data, steps and rate of the cores; adapter and prompt are the run's
/// (<see cref="OnboardRun.ConfigFor"/>).</param>
/// <param name="Out">Folder of the newcomers' run.</param>
/// <param name="Mode">What to do with a run that is there.</param>
public sealed record OnboardRequest(RunDirectory Run, RunConfig Config, string Out, ResumeMode Mode)
{
    /// <summary>Whether the base may be another than the run's, and a resumed run's rows others.</summary>
    public bool AllowChanged { get; init; }
}
