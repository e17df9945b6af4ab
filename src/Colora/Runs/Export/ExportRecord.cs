using Colora.Formats;

namespace Colora.Runs.Export;

/// <summary>
/// Content of <c>colora.json</c> in an export: what it is of, and the checksums of the files beside it.
/// </summary>
/// <param name="MadeBy">The program.</param>
/// <param name="User">The user.</param>
/// <param name="Method">Method of the run.</param>
/// <param name="Of">What was exported: one hash of adapter, base, format and settings.</param>
/// <param name="Changes">In what the base differed from the run's, where that was allowed.</param>
/// <param name="Result">How it compared with the live model; its folder is the user's name.</param>
/// <param name="Files">SHA-256 of each other file, by name.</param>
internal sealed record ExportRecord(
    string MadeBy, string User, string Method, string Of, IReadOnlyList<string> Changes, ExportResult Result,
    IReadOnlyDictionary<string, string> Files)
{
    private const string FileName = "colora.json";

    /// <summary>Writes the record into a folder that is otherwise full.</summary>
    public static void Write(
        string folder, string method, string of, IReadOnlyList<string> changes, ExportResult result)
    {
        var files = Directory.GetFiles(folder)
            .Where(file => Path.GetFileName(file) != FileName)
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), FileHash.Of);
        RunJson.Write(
            Path.Combine(folder, FileName),
            new ExportRecord("Colora", result.User, method, of, changes, result with { Folder = result.User }, files));
    }

    /// <summary>The result of an export that a folder holds whole; null where there is no folder.</summary>
    /// <param name="folder">The user's folder.</param>
    /// <param name="user">The user.</param>
    /// <param name="of">What is being exported.</param>
    /// <exception cref="InputException">There is something else, or the export is not whole.</exception>
    public static ExportResult? Kept(string folder, string user, string of)
    {
        if (!Path.Exists(folder)) return null;
        return Difference(folder, user, of, out var result) is { } found
            ? throw new InputException(
                folder, $"is there already, and {found}", "a new folder, or the same export whole",
                "choose another --out or remove it")
            : result! with { Folder = folder, Kept = true };
    }

    private static string? Difference(string folder, string user, string of, out ExportResult? result)
    {
        result = null;
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return "is no export of this program";
        ExportRecord record;
        try
        {
            record = RunJson.Read<ExportRecord>(path);
        }
        catch (InputException)
        {
            return $"its {FileName} cannot be read, or is of an earlier version";
        }

        if (record.User != user || record.Of != of || record.Result is null || record.Files is null)
            return "is an export of another adapter or base, or in another format";
        foreach (var (name, sum) in record.Files)
        {
            if (Path.GetFileName(name) != name || !File.Exists(Path.Combine(folder, name))) return $"has no {name}";
            if (FileHash.Of(Path.Combine(folder, name)) != sum) return $"its {name} is not what was written";
        }

        result = record.Result;
        return null;
    }
}
