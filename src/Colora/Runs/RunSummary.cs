namespace Colora.Runs;

/// <summary>Content of <c>summary.json</c>: how the run went.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Seconds">Time of the training loop, all sittings together.</param>
/// <param name="TokensPerSecond">Real tokens a second of the last sitting.</param>
/// <param name="PeakResidentBytes">Largest resident memory of the last sitting.</param>
/// <param name="FinalLoss">Mean training loss over the last tenth of the steps, in nats.</param>
/// <param name="StoppedEarly">Whether validation stopped it.</param>
/// <param name="SharedStep">Step that the shared factors were chosen from; null where there are none.</param>
/// <param name="StepOfUser">Step that each user's personal factors were chosen from.</param>
/// <param name="ValidationOfUser">Validation loss of each user with the chosen factors, in nats an answer token; empty
/// without validation rows.</param>
/// <param name="Adapter">Folder of the chosen adapter.</param>
public sealed record RunSummary(
    long Steps,
    double Seconds,
    double TokensPerSecond,
    long PeakResidentBytes,
    double FinalLoss,
    bool StoppedEarly,
    long? SharedStep,
    IReadOnlyDictionary<string, long> StepOfUser,
    IReadOnlyDictionary<string, double?> ValidationOfUser,
    string Adapter) : INamesUsers
{
    /// <summary>
    /// What the rate of the cores was multiplied with, 0 … 3, as halves of the users' rows agreed; null where it was not
    /// measured.
    /// </summary>
    public double? CoreFreedom { get; init; }

    /// <summary>Rows that the steps saw, repetitions counted; heats of a race are in <c>start.json</c>.</summary>
    public long RowVisits { get; init; }

    /// <summary>Tokens that the steps saw.</summary>
    public long Tokens { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> UserNames() => StepOfUser.Keys;
}
