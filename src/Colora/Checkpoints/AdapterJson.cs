using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Colora.Adapters;
using Colora.Formats;

namespace Colora.Checkpoints;

/// <summary>
/// How the records of this folder are spelled in JSON. A member that they do not know may change what a file means: it
/// is refused, not passed over.
/// </summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(OwnerConverter)], RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
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
            var what = e switch
            {
                InputException input => input.Found,
                JsonException { Path: { } place } json when !json.Message.Contains(place, StringComparison.Ordinal) =>
                    $"{place}: {json.Message}",
                _ => e.Message,
            };
            throw new InputException(path, $"cannot be read ({what})", expected, remedy, e);
        }
    }

    /// <summary>
    /// Owners by their exact names. The converter of .NET also takes numbers, which mean another owner as soon as one
    /// is added before them.
    /// </summary>
    private sealed class OwnerConverter : JsonConverter<Owner>
    {
        public override Owner Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is var name)
                foreach (var owner in Enum.GetValues<Owner>()) if ($"{owner}" == name) return owner;
            throw new JsonException($"an owner is not one of {string.Join(", ", Enum.GetValues<Owner>())}");
        }

        public override void Write(Utf8JsonWriter writer, Owner value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value}");
    }
}
