using System.Text.Json;

namespace Colora.Formats.HuggingFace;

/// <summary>
/// <c>tokenizer.json</c> of a model folder as strict JSON: what it says is for the tokenizer to read.
/// </summary>
public static class TokenizerFile
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "tokenizer.json";

    /// <summary>The root object of the file.</summary>
    /// <param name="folder">The model folder.</param>
    /// <exception cref="InputException">Missing, too large, not UTF-8, not strict JSON, not an object, or a number that
    /// no 64-bit float can hold.</exception>
    public static JsonElement Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new InputException(
                path, "does not exist", "a tokenizer in Hugging Face's format",
                "copy tokenizer.json of the model into its folder");
        }

        var root = JsonText.ReadObject(path);
        JsonText.RequireFiniteNumbers(root, path);
        return root;
    }
}
