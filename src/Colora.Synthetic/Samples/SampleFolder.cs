using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Colora.Formats;

namespace Colora.Synthetic.Samples;

/// <summary>
/// How samples are put on disk: a folder appears as a whole, and never in the place of something else.
/// </summary>
internal static class SampleFolder
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>Fills a new folder; an empty one may be there already.</summary>
    /// <exception cref="InputException">There is something at <paramref name="folder"/>, or it cannot be
    /// written.</exception>
    public static void Write(string folder, Action<string> fill)
    {
        if (File.Exists(folder))
            throw new InputException(folder, "a file", "a new or empty folder", "choose another name");
        if (!FolderLock.IsBare(folder))
        {
            throw new InputException(
                folder, "the folder is not empty", "a new or empty folder", "choose another name or delete it");
        }

        AtomicFolder.Write(folder, fill);
    }

    public static void WriteJson(string path, JsonObject json) =>
        AtomicFile.WriteText(path, json.ToJsonString(Indented) + "\n");

    public static void WriteLines(string path, IEnumerable<JsonObject> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(row.ToJsonString(OneLine)).Append('\n');
        AtomicFile.WriteText(path, text.ToString());
    }
}
