using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Colora.Formats.Jsonl;
using Colora.Runs;

namespace Colora.Mutations.Readers;

/// <summary>Documents that colora has written: what is read, written and read again is the same, and each value is the one that stands in the file.</summary>
internal static class DocumentReader
{
    /// <summary>Reads a document of one value.</summary>
    public static void Compare<T>(string path)
    {
        var read = RunJson.Read<T>(path);
        Require(path, File.ReadAllText(path).TrimStart('\uFEFF'), read, RunJson.Read<T>);
    }

    /// <summary>Reads a document of a value a line.</summary>
    public static void CompareRows<T>(string path)
    {
        var rows = RunJson.ReadRows<T>(path);
        var lines = JsonlReader.Read(path).Select(row => row.Value.GetRawText()).ToList();
        if (rows.Count != lines.Count) throw new DisagreementException($"{lines.Count} rows are read as {rows.Count}");
        foreach (var (row, line) in rows.Zip(lines)) Require(path, line, row, file => RunJson.ReadRows<T>(file)[0]);
    }

    private static void Require<T>(string path, string file, T read, Func<string, T> readAgain)
    {
        var written = JsonSerializer.Serialize(read, RunJson.Row);
        File.WriteAllText(path + ".again", written);
        if (JsonSerializer.Serialize(readAgain(path + ".again"), RunJson.Row) is var again && again != written) throw new DisagreementException($"{written} is read back as {again}");
        using JsonDocument one = JsonDocument.Parse(file), other = JsonDocument.Parse(written);
        Require(one.RootElement, other.RootElement, RunJson.Row.GetTypeInfo(typeof(T)), "");
    }

    private static void Require(JsonElement file, JsonElement read, JsonTypeInfo type, string place)
    {
        if (file.ValueKind == JsonValueKind.Null && read.ValueKind == JsonValueKind.Null) return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                // What is only computed is written but not read.
                foreach (var property in type.Properties.Where(one => one.Set is not null || one.AssociatedParameter is not null))
                {
                    if (file.TryGetProperty(property.Name, out var stands) && read.TryGetProperty(property.Name, out var is_)) Require(stands, is_, RunJson.Row.GetTypeInfo(property.PropertyType), $"{place}.{property.Name}");
                }

                return;
            case JsonTypeInfoKind.Dictionary:
                Same(file.EnumerateObject().Count() == read.EnumerateObject().Count(), file, read, place);
                foreach (var member in file.EnumerateObject()) Require(member.Value, read.GetProperty(member.Name), RunJson.Row.GetTypeInfo(type.ElementType!), $"{place}.{member.Name}");
                return;
            case JsonTypeInfoKind.Enumerable:
                Same(file.GetArrayLength() == read.GetArrayLength(), file, read, place);
                foreach (var ((stands, is_), i) in file.EnumerateArray().Zip(read.EnumerateArray()).Select((pair, i) => (pair, i))) Require(stands, is_, RunJson.Row.GetTypeInfo(type.ElementType!), $"{place}[{i}]");
                return;
            default:
                if (type.Converter.GetType().IsGenericType && type.Type.IsClass && type.Type != typeof(string)) return;
                Same(Text(file, type.Type) == Text(read, type.Type), file, read, place);
                return;
        }
    }

    private static string Text(JsonElement value, Type type) => value.ValueKind switch
    {
        JsonValueKind.Number => $"{value.GetDouble():R}",
        // A member may be spelled as in the code, too.
        JsonValueKind.String when (Nullable.GetUnderlyingType(type) ?? type).IsEnum => value.GetString()!.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Trim(),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static void Same(bool isSame, JsonElement file, JsonElement read, string place)
    {
        if (!isSame) throw new DisagreementException($"{place}: {file.GetRawText()} is read as {read.GetRawText()}");
    }
}
