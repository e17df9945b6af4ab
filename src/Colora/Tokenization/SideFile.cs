using System.Text.Json;
using Colora.Formats;

namespace Colora.Tokenization;

/// <summary>Reads a JSON object from a model folder.</summary>
internal static class SideFile
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    /// <summary>The parsed file, or null where there is none.</summary>
    /// <exception cref="InputException">It cannot be read or is not a JSON object.</exception>
    public static JsonDocument? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) return null;
        try
        {
            using var stream = File.OpenRead(path);
            var document = JsonDocument.Parse(stream, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new InputException(path, "is not a JSON object", "an object { … }", "copy the file anew from the model's source");
        }
        catch (JsonException e)
        {
            throw new InputException(path, $"is not valid JSON ({e.Message})", "", "copy the file anew from the model's source", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, $"cannot be read ({e.Message})", "", "check the path and the rights", e);
        }
    }
}
