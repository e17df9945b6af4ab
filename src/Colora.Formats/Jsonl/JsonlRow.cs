using System.Text.Json;

namespace Colora.Formats.Jsonl;

/// <summary>One row of a JSONL file.</summary>
/// <param name="Line">Line in the file, from 1; blank lines count.</param>
/// <param name="Value">The object; valid for as long as it is held.</param>
public readonly record struct JsonlRow(int Line, JsonElement Value)
{
    /// <summary>Where it stands in the file.</summary>
    public RowPlace Place { get; init; }
}
