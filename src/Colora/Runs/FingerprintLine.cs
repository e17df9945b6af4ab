using System.Text.Json.Serialization;

namespace Colora.Runs;

/// <summary>A line of <c>rows.jsonl</c>: the salt, or rows of a user.</summary>
internal sealed record FingerprintLine
{
    /// <summary>The run's salt; on the first line alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Salt { get; init; }

    /// <summary>Name of the user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>
    /// What the rows are: <c>labelled</c> and <c>test</c> are files in their order, <c>inputs</c> those of rows that
    /// were learned from, <c>gone</c> such rows that have left the file.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>Fingerprints, 16 hexadecimal digits each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rows { get; init; }

    /// <summary>
    /// Of labelled rows, a letter each: t training, v validation, e evaluation (test), c a copy, - none of these.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parts { get; init; }
}
