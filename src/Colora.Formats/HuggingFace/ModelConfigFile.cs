namespace Colora.Formats.HuggingFace;

/// <summary>
/// <c>config.json</c> of a model as transformers writes it: the JSON is kept and read by key, since every architecture
/// has its own.
/// </summary>
public sealed class ModelConfigFile : JsonSection
{
    /// <summary>Name of the file in a model folder.</summary>
    public const string FileName = "config.json";

    private ModelConfigFile(string path)
        : base(path, JsonText.ReadObject(path))
    {
    }

    /// <summary><c>model_type</c>: llama, mistral, qwen2, gpt2, …</summary>
    /// <exception cref="InputException">Absent.</exception>
    public string ModelType => GetString("model_type");

    /// <summary>Reads <c>config.json</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">Missing or not a JSON object.</exception>
    public static ModelConfigFile Read(string folder) => new(Path.Combine(folder, FileName));
}
