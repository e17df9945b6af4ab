using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs;

/// <summary>How the documents of a run are spelled in JSON: snake_case, text readable, NaN as null.</summary>
public static class RunJson
{
    private static readonly ConcurrentDictionary<(bool IsIndented, int Scores), JsonSerializerOptions> Known = new();

    /// <summary>Indented documents.</summary>
    public static JsonSerializerOptions Document =>
        Known.GetOrAdd((true, Score.All.Count), _ => Options(indented: true));

    /// <summary>One row a line.</summary>
    public static JsonSerializerOptions Row => Known.GetOrAdd((false, Score.All.Count), _ => Options(indented: false));

    /// <summary>Writes a document through a temporary name.</summary>
    public static void Write<T>(string path, T value) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(value, Document) + "\n");

    /// <summary>
    /// Reads a document; all its members are there, none is null that may not be, and its numbers are possible ones
    /// (<c>DocumentCheck</c>).
    /// </summary>
    /// <exception cref="InputException">Missing or damaged, or it holds a name that is none.</exception>
    public static T Read<T>(string path)
    {
        var document = Parsed<T>(JsonFile.Read(path), path, Document);
        if (document is INamesUsers named) UserName.CheckAll(named.UserNames(), path);
        return document;
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
    public static IReadOnlyList<T> ReadRows<T>(string path) => [.. EachRow<T>(path).Select(row => row.Value)];

    /// <summary>The same one at a time, with the place that each stands at.</summary>
    /// <exception cref="InputException">Missing or malformed, as <c>file:line</c>, when the row is reached.</exception>
    public static IEnumerable<(T Value, RowPlace Place)> EachRow<T>(string path) =>
        JsonlReader.Read(path).Select(row => (Parsed<T>(row.Value, $"{path}:{row.Line}", Row), row.Place));

    /// <summary>One row again, by the place that it stood at.</summary>
    /// <exception cref="InputException">The file is gone, or another by now.</exception>
    public static T ReadRow<T>(string path, RowPlace place) =>
        Parsed<T>(JsonlReader.ReadAt(path, place), $"{path}:{place.Line}", Row);

    private static T Parsed<T>(JsonElement json, string where, JsonSerializerOptions options)
    {
        try
        {
            var document = json.Deserialize<T>(options) ?? throw new JsonException("null");
            DocumentCheck.Require(document, where);
            return document;
        }
        catch (Exception e) when (e is JsonException
            or InvalidOperationException or NotSupportedException or ArgumentException or FormatException
            or OverflowException)
        {
            throw new InputException(
                where, Fault(e), "a document that colora has written",
                "the file is damaged: let the command that wrote it write it again", e);
        }
    }

    /// <summary>The serializer's words without its own positions and advice.</summary>
    private static string Fault(Exception e)
    {
        var words = e.Message;
        foreach (var end in (string[])[" Path:", " Consider updating"])
            if (words.IndexOf(end, StringComparison.Ordinal) is var at and > 0) words = words[..at];
        var place = e is JsonException { Path: { } path } && path != "$" ? $"\"{path.TrimStart('$', '.')}\": " : "";
        return place + words.TrimEnd('.');
    }

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        WriteIndented = indented,

        // Said, since a host may have turned off what is otherwise taken unsaid: a file-based program does.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { SpellScores } },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new ScoreName(),
        },
    };

    /// <summary>Puts a member for each score in the place of <see cref="IScored.Scores"/>.</summary>
    private static void SpellScores(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(IScored))) return;
        var scores = Score.OfAnswers;

        // What is ignored by attribute is listed all the same: the shortcuts to single scores have their names.
        var shortcuts = type.Properties
            .Where(property => property.Get is null && scores.Any(score => score.Key == property.Name))
            .ToList();
        foreach (var shortcut in shortcuts) type.Properties.Remove(shortcut);

        var (place, replaced) = type.Properties
            .Index()
            .Single(property => property.Item.PropertyType == typeof(ScoreValues));
        type.Properties.RemoveAt(place);
        foreach (var (number, score) in scores.Index())
            type.Properties.Insert(place + number, MemberOf(type, score, replaced.IsRequired));
    }

    private static JsonPropertyInfo MemberOf(JsonTypeInfo type, AnswerScore score, bool isRequired)
    {
        var member = type.CreateJsonPropertyInfo(typeof(double?), score.Key);
        member.Get = scored => ((IScored)scored).Scores[score];
        member.Set = (scored, value) => ((IScored)scored).Scores[score] = (double?)value;

        // A file of before knows nothing of a score that was added since.
        member.IsRequired = isRequired && score.IsInEveryFile;
        return member;
    }

    private sealed class ScoreName : JsonConverter<Score>
    {
        public override Score Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Score.Find(reader.GetString()!) is { } score
                ? score
                : throw new JsonException($"no score of {string.Join(", ", Score.All)}");

        public override void Write(Utf8JsonWriter writer, Score value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}
