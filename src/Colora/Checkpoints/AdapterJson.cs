using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Colora.Formats;

namespace Colora.Checkpoints;

/// <summary>How the records of this folder are spelled in JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AdapterDescription))]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class AdapterJson : JsonSerializerContext
{
    /// <summary>Reads a file, as strictly as any other JSON: no key twice, no bytes that are not UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="expected">That in words.</param>
    /// <param name="remedy">What to do where it is missing or damaged.</param>
    /// <exception cref="InputException">It is.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, string expected, string remedy = "")
    {
        try
        {
            return JsonFile.ReadObject(path).Deserialize(type)!;
        }
        catch (Exception e) when (e is JsonException or InputException)
        {
            throw new InputException(path, $"cannot be read ({(e as InputException)?.Found ?? e.Message})", expected, remedy, e);
        }
    }
}
