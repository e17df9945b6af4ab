using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>How the documents of a run are spelled in JSON: snake_case, text readable, NaN as null.</summary>
public static class RunJson
{
    /// <summary>Indented documents.</summary>
    public static JsonSerializerOptions Document { get; } = Options(indented: true);

    /// <summary>One row a line.</summary>
    public static JsonSerializerOptions Row { get; } = Options(indented: false);

    /// <summary>Writes a document through a temporary name.</summary>
    public static void Write<T>(string path, T value) => AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Document) + "\n");

    /// <summary>Reads a document.</summary>
    /// <exception cref="InputException">Missing or malformed.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<T>(File.ReadAllText(path), Document) ?? throw new InputException(path, "null", typeof(T).Name);
            if (read is INamesUsers named) UserName.CheckAll(named.UserNames(), path);
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException(path, $"cannot be read ({e.Message})", "a file that colora has written", "", e);
        }
    }

    /// <summary>Writes predictions, a row a line.</summary>
    public static void WritePredictions(string path, IReadOnlyList<Prediction> predictions) =>
        AtomicFile.WriteText(path, string.Concat(predictions.Select(row => JsonSerializer.Serialize(row, Row) + "\n")));

    /// <summary>Reads predictions.</summary>
    /// <exception cref="InputException">Missing or malformed.</exception>
    public static IReadOnlyList<Prediction> ReadPredictions(string path)
    {
        var rows = ReadRows<Prediction>(path);
        foreach (var row in rows) UserName.Check(row.User, path);
        return rows;
    }

    /// <summary>Reads rows, one a line.</summary>
    /// <exception cref="InputException">Missing or malformed, as <c>file:line</c>.</exception>
    public static IReadOnlyList<T> ReadRows<T>(string path) => JsonlReader.Read(path).Select(row =>
    {
        try
        {
            return row.Value.Deserialize<T>(Row) ?? throw new InputException($"{path}:{row.Line}", "null", typeof(T).Name);
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}:{row.Line}", $"cannot be read ({e.Message})", "a row that colora has written", "", e);
        }
    }).ToList();

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        WriteIndented = indented,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };
}
