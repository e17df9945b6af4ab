namespace Colora.Runs.Evaluate;

/// <summary>What <see cref="EvaluateRun"/> is to judge.</summary>
/// <param name="Config">Model, data, prompt, engine, evaluation.</param>
/// <param name="Method">Name in the report: base, colora, local, pooled, adapter.</param>
/// <param name="RunAdapter">Folder of a run's adapter, or none.</param>
/// <param name="PeftAdapter">PEFT folder, or none.</param>
/// <param name="Out">Folder for predictions and report, or none.</param>
public sealed record EvaluateRequest(
    RunConfig Config, string Method, string? RunAdapter, string? PeftAdapter, string? Out)
{
    /// <summary>
    /// The run whose adapter, or whose base, is judged: base and rows are checked against it. None = there is nothing
    /// to check against.
    /// </summary>
    public RunDirectory? Run { get; init; }

    /// <summary>Whether base and rows may be others than the run's.</summary>
    public bool AllowChanged { get; init; }
}
