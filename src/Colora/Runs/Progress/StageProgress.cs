namespace Colora.Runs.Progress;

/// <summary>How far a stage is.</summary>
/// <param name="Stage">Name of the stage, such as training.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Unit">What is counted: steps or rows.</param>
/// <param name="Loss">Mean loss of an answer token, in nats, where there is one.</param>
/// <param name="TokensPerSecond">Rate, where there is one.</param>
/// <param name="Remaining">Estimated time to the end, of the whole command where <paramref name="Whole"/> is given;
/// null where it cannot be told.</param>
/// <param name="Whole">Share of the whole command that is done, 0…1, where the stage is a part of one.</param>
public sealed record StageProgress(
    string Stage, long Done, long Total, string Unit, double? Loss = null, double? TokensPerSecond = null,
    TimeSpan? Remaining = null, double? Whole = null);
