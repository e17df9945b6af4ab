namespace Colora.Runs;

/// <summary>How far a stage is.</summary>
/// <param name="Stage">Name of the stage, such as training.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit">What is counted: steps or rows.</param>
/// <param name="Loss">Mean loss of an answer token, in nats, where there is one.</param>
/// <param name="TokensPerSecond">Rate, where there is one.</param>
/// <param name="Remaining">Estimated time to the end, where it can be told.</param>
public sealed record StageProgress(
    string Stage, long Done, long Total, string Unit, double? Loss = null, double? TokensPerSecond = null, TimeSpan? Remaining = null);
