using System.Text.Json;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>Numbers of a row of a log, by key.</summary>
internal static class RowNumbers
{
    /// <summary>A whole number.</summary>
    /// <exception cref="InputException">The key is missing or holds something else.</exception>
    public static long Whole(this JsonlRow row, string path, string key) =>
        row.Value.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            ? number
            : throw Bad(row, path, key, "a whole number");

    /// <summary>A finite number.</summary>
    /// <exception cref="InputException">The key is missing or holds something else.</exception>
    public static double Real(this JsonlRow row, string path, string key) =>
        row.Value.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number)
            && double.IsFinite(number)
            ? number
            : throw Bad(row, path, key, "a finite number");

    /// <summary>Whether the row has the key.</summary>
    public static bool Has(this JsonlRow row, string key) => row.Value.TryGetProperty(key, out _);

    private static InputException Bad(JsonlRow row, string path, string key, string expected) =>
        new($"{path}:{row.Line}", $"\"{key}\" is missing or holds something else", expected, "the log is damaged: "
            + "train again, or resume from a checkpoint");
}
