using System.Text.Json.Serialization;

namespace Colora.Checkpoints;

/// <summary>What a checkpoint knows besides tensors: content of <c>state.json</c>.</summary>
/// <param name="Step">Steps done; the next one has this number.</param>
/// <param name="ConfigHash">Hash of what the trajectory depends on; a resumed run must have the same.</param>
/// <param name="Validation">Validation results so far.</param>
/// <param name="Files">SHA-256 of every other file of the checkpoint, in hexadecimal.</param>
internal sealed record TrainingState(
    long Step, string ConfigHash, IReadOnlyList<ValidationPoint> Validation, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>What the rate of the cores is multiplied with from here on; null where it has not been measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CoreFreedom { get; init; }

    /// <summary>SHA-256 of this state without the seal, as it is written; null in checkpoints of before.</summary>
    public string? Seal { get; init; }
}
