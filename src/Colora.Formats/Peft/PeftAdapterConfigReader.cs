using System.Text.Json;

namespace Colora.Formats.Peft;

/// <summary>JSON → <see cref="PeftAdapterConfig"/>, refusing what cannot be honoured.</summary>
internal static class PeftAdapterConfigReader
{
    /// <summary>Features that change the computation; they must be absent, null, false or empty.</summary>
    private static readonly string[] Unsupported =
    [
        "use_dora", "lora_bias", "modules_to_save", "use_qalora", "use_bdlora", "target_parameters",
        "trainable_token_indices",
        "layer_replication", "alora_invocation_tokens", "arrow_config", "kasa_config", "monteclora_config",
    ];

    private const int MostPatterns = 4096;

    /// <summary>
    /// Initialisations that also rewrite the base weights, so that the adapter alone does not give the model.
    /// </summary>
    private static readonly string[] RewritingStarts = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    public static PeftAdapterConfig Read(string path)
    {
        var json = new JsonSection(path, JsonText.ReadObject(path));
        RefuseUnsupported(json);
        var defaults = new PeftAdapterConfig();
        var (targets, targetRegex) = ReadNames(json, "target_modules");
        var (excludes, excludeRegex) = ReadNames(json, "exclude_modules");
        CheckTargets(json, targets, targetRegex);
        return new PeftAdapterConfig
        {
            BaseModel = json.OptionalString("base_model_name_or_path"),
            Rank = Positive(json, "r", json.OptionalInt("r")) ?? defaults.Rank,
            Alpha = json.OptionalDouble("lora_alpha") ?? defaults.Alpha,
            UseRsLora = json.OptionalBool("use_rslora") ?? false,
            Dropout = ReadDropout(json),
            TargetModules = targets,
            TargetRegex = targetRegex,
            ExcludeModules = excludes,
            ExcludeRegex = excludeRegex,
            FanInFanOut = json.OptionalBool("fan_in_fan_out") ?? false,
            RankPattern = ReadPatterns(
                json, "rank_pattern", (section, key) => Positive(section, key, section.GetInt(key))!.Value),
            AlphaPattern = ReadPatterns(json, "alpha_pattern", (section, key) => section.GetDouble(key)),
            LayersToTransform = json.OptionalInts("layers_to_transform") ?? [],
            LayersPattern = ReadLayersPattern(json),
            Revision = json.OptionalString("revision"),
            TaskType = json.OptionalString("task_type"),
        };
    }

    private static void RefuseUnsupported(JsonSection json)
    {
        if (json.GetString("peft_type") != "LORA")
            throw json.Unexpected("peft_type", "LORA", "only LoRA adapters can be read");
        if ((json.OptionalString("bias") ?? "none") != "none")
            throw json.Unexpected("bias", "none", "trained biases are not supported");
        foreach (var key in Unsupported)
        {
            if (json.Find(key) is { } value && !IsOff(value))
                throw json.Unexpected(key, "null, false or empty", "this feature is not supported");
        }

        var start = json.Find("init_lora_weights");
        if (start is { ValueKind: JsonValueKind.String }
            && RewritingStarts.Any(s => start.Value.GetString()!.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
        {
            throw json.Unexpected(
                "init_lora_weights", "an initialisation that leaves the base weights as they are",
                "convert the adapter to plain LoRA with PEFT");
        }
    }

    private static bool IsOff(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    private static void CheckTargets(JsonSection json, IReadOnlyList<string> targets, string? regex)
    {
        if (targets.Count == 0 && regex is null or "" or "all-linear")
            throw json.Unexpected("target_modules", "module names or a regular expression", "list the modules");
        if (regex is null) return;
        if (json.Has("layers_to_transform"))
            throw json.Unexpected("layers_to_transform", "null beside a string in target_modules");
        if (json.Has("layers_pattern"))
            throw json.Unexpected("layers_pattern", "null beside a string in target_modules");
    }

    private static (IReadOnlyList<string> Names, string? Regex) ReadNames(JsonSection json, string key)
    {
        if (json.Find(key) is not { ValueKind: JsonValueKind.String }) return (json.OptionalStrings(key) ?? [], null);
        var regex = json.GetString(key);
        CheckRegex(json, key, regex);
        return ([], regex);
    }

    private static IReadOnlyList<string> ReadLayersPattern(JsonSection json)
    {
        const string Key = "layers_pattern";
        var patterns = json.Find(Key) is { ValueKind: JsonValueKind.String }
            ? [json.GetString(Key)]
            : json.OptionalStrings(Key) ?? [];
        if (patterns.Count > MostPatterns)
            throw new InputException(json.Where, $"'{Key}' holds {patterns.Count} patterns", $"at most {MostPatterns}");
        foreach (var pattern in patterns) CheckRegex(json, Key, pattern);
        return patterns is [""] ? [] : patterns;
    }

    private static OrderedDictionary<string, T> ReadPatterns<T>(
        JsonSection json, string key, Func<JsonSection, string, T> read)
    {
        var patterns = new OrderedDictionary<string, T>();
        if (json.OptionalSection(key) is not { } section) return patterns;
        if (section.Json.GetPropertyCount() is var count and > MostPatterns)
        {
            throw new InputException(
                json.Where, $"'{key}' holds {count} patterns", $"at most {MostPatterns}",
                "name the modules whose rank or alpha is their own");
        }

        foreach (var pair in section.Json.EnumerateObject())
        {
            CheckRegex(json, key, pair.Name);
            patterns.Add(pair.Name, read(section, pair.Name));
        }

        return patterns;
    }

    private static void CheckRegex(JsonSection json, string key, string pattern)
    {
        if (PythonRegex.Fault(pattern) is { } fault)
        {
            throw new InputException(
                json.Where, $"'{key}' holds {Quoted.Text(pattern)}", "a regular expression", fault);
        }
    }

    private static int? Positive(JsonSection section, string key, int? value) =>
        value is <= 0 ? throw section.Unexpected(key, "a rank of at least 1") : value;

    private static double ReadDropout(JsonSection json)
    {
        var dropout = json.OptionalDouble("lora_dropout") ?? 0;
        return dropout is >= 0 and < 1
            ? dropout
            : throw json.Unexpected("lora_dropout", "a probability from 0 to below 1");
    }
}
