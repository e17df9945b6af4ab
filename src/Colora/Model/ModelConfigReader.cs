using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model.Architectures;

namespace Colora.Model;

/// <summary>
/// config.json → <see cref="ModelBlueprint"/>, by the architecture that its <c>model_type</c> names. What is not
/// understood is refused by name: a model is computed as its authors meant it or not at all.
/// </summary>
public static class ModelConfigReader
{
    /// <summary>Reads the file of a model folder.</summary>
    /// <exception cref="InputException">Missing or malformed, an architecture or an option that is not supported, or
    /// numbers that do not fit.</exception>
    public static ModelBlueprint Read(string folder)
    {
        var file = ModelConfigFile.Read(folder);
        if (file.OptionalString("model_type") is { } type && Architecture.Find(type) is { } architecture)
            return architecture.Read(file);
        throw file.Unexpected(
            "model_type",
            $"a supported architecture: {string.Join(", ", Architecture.All.SelectMany(one => one.ModelTypes))}",
            "use a checkpoint of one of these");
    }
}
