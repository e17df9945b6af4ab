using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colora.Formats.Peft;

/// <summary><see cref="PeftAdapterConfig"/> → JSON with the keys that PEFT and vLLM need, sorted, indent 2.</summary>
internal static class PeftAdapterConfigWriter
{
    private static readonly JsonWriterOptions Indented =
        new()
        {
            Indented = true,
            IndentSize = 2,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        };

    public static void Write(PeftAdapterConfig config, string path) => AtomicFile.Write(path, stream =>
    {
        using (var json = new Utf8JsonWriter(stream, Indented)) WriteObject(json, config);
        stream.WriteByte((byte)'\n');
    });

    // The calls stand in the order of the keys.
    private static void WriteObject(Utf8JsonWriter json, PeftAdapterConfig config)
    {
        json.WriteStartObject();
        WritePatterns(json, "alpha_pattern", config.AlphaPattern, WriteAlpha);
        json.WriteString("base_model_name_or_path", config.BaseModel);
        json.WriteString("bias", "none");
        // Left out where there is none: tools other than PEFT do not know it.
        if (config.ExcludeRegex is not null || config.ExcludeModules.Count > 0)
            WriteNames(json, "exclude_modules", config.ExcludeModules, config.ExcludeRegex);
        json.WriteBoolean("fan_in_fan_out", config.FanInFanOut);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        WriteLayersPattern(json, config.LayersPattern);
        WriteLayers(json, config.LayersToTransform);
        json.WritePropertyName("lora_alpha");
        WriteAlpha(json, config.Alpha);
        json.WritePropertyName("lora_dropout");
        WriteFloat(json, config.Dropout);
        json.WriteNull("modules_to_save");
        json.WriteString("peft_type", "LORA");
        json.WriteNumber("r", config.Rank);
        WritePatterns(json, "rank_pattern", config.RankPattern, (writer, rank) => writer.WriteNumberValue(rank));
        json.WriteString("revision", config.Revision);
        WriteNames(json, "target_modules", config.TargetModules, config.TargetRegex);
        json.WriteString("task_type", config.TaskType);
        json.WriteBoolean("use_dora", false);
        json.WriteBoolean("use_rslora", config.UseRsLora);
        json.WriteEndObject();
    }

    private static void WritePatterns<T>(
        Utf8JsonWriter json, string key, IReadOnlyDictionary<string, T> patterns, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(key);
        foreach (var (pattern, value) in patterns)
        {
            json.WritePropertyName(pattern);
            write(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IReadOnlyList<string> names, string? regex)
    {
        if (regex is not null)
        {
            json.WriteString(key, regex);
            return;
        }

        json.WriteStartArray(key);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteLayersPattern(Utf8JsonWriter json, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0) json.WriteNull("layers_pattern");
        else WriteNames(json, "layers_pattern", patterns, patterns.Count == 1 ? patterns[0] : null);
    }

    private static void WriteLayers(Utf8JsonWriter json, IReadOnlyList<int> layers)
    {
        if (layers.Count == 0)
        {
            json.WriteNull("layers_to_transform");
            return;
        }

        json.WriteStartArray("layers_to_transform");
        foreach (var layer in layers) json.WriteNumberValue(layer);
        json.WriteEndArray();
    }

    /// <summary>PEFT types alpha as an integer; other tools take what they find.</summary>
    private static void WriteAlpha(Utf8JsonWriter json, double alpha) => json.WriteNumberValue(alpha);

    /// <summary>Python writes 0.0, not 0, where a float is meant.</summary>
    private static void WriteFloat(Utf8JsonWriter json, double value) =>
        json.WriteRawValue(value.ToString(double.IsInteger(value) ? "0.0" : "R", CultureInfo.InvariantCulture));
}
