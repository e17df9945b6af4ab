using System.Text.Json.Serialization;

namespace Colora.Checkpoints;

/// <summary>How the records of this folder are spelled in JSON.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AdapterDescription))]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class AdapterJson : JsonSerializerContext;
