namespace Colora.Formats.Peft;

/// <summary>
/// <c>adapter_config.json</c> of a LoRA adapter (PEFT's LoraConfig): which modules, which rank, which scaling. What
/// would change the computation in another way (DoRA, biases, saved modules, …) is refused on reading, other keys are
/// ignored.
/// </summary>
public sealed record PeftAdapterConfig
{
    /// <summary>Name of the file in an adapter folder.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>Name of the weight file in an adapter folder.</summary>
    public const string WeightFileName = "adapter_model.safetensors";

    /// <summary><c>base_model_name_or_path</c>, or null.</summary>
    public string? BaseModel { get; init; }

    /// <summary><c>r</c>, default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary><c>lora_alpha</c>, default 8.</summary>
    public double Alpha { get; init; } = 8;

    /// <summary><c>use_rslora</c>: scaling alpha/√r instead of alpha/r; default false.</summary>
    public bool UseRsLora { get; init; }

    /// <summary><c>lora_dropout</c>, a probability; default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// <c>target_modules</c> given as a list: each entry is a module path or the end of one after a dot. Empty if
    /// <see cref="TargetRegex"/> is set.
    /// </summary>
    public IReadOnlyList<string> TargetModules { get; init; } = [];

    /// <summary>
    /// <c>target_modules</c> given as a string: a regular expression for the whole module path; else null.
    /// </summary>
    public string? TargetRegex { get; init; }

    /// <summary>
    /// <c>exclude_modules</c> given as a list, matched as <see cref="TargetModules"/>; wins over the targets.
    /// </summary>
    public IReadOnlyList<string> ExcludeModules { get; init; } = [];

    /// <summary>
    /// <c>exclude_modules</c> given as a string: a regular expression for the whole module path; else null.
    /// </summary>
    public string? ExcludeRegex { get; init; }

    /// <summary><c>fan_in_fan_out</c>: base weights are stored [in, out] (GPT-2's Conv1D); default false.</summary>
    public bool FanInFanOut { get; init; }

    /// <summary><c>rank_pattern</c>: regular expression → rank, first match in this order wins.</summary>
    public IReadOnlyDictionary<string, int> RankPattern { get; init; } = new Dictionary<string, int>();

    /// <summary><c>alpha_pattern</c>: regular expression → alpha, first match in this order wins.</summary>
    public IReadOnlyDictionary<string, double> AlphaPattern { get; init; } = new Dictionary<string, double>();

    /// <summary><c>layers_to_transform</c>: only these layers, from 0; empty: all.</summary>
    public IReadOnlyList<int> LayersToTransform { get; init; } = [];

    /// <summary><c>layers_pattern</c>: names (regular expressions) before the layer number; empty: any name.</summary>
    public IReadOnlyList<string> LayersPattern { get; init; } = [];

    /// <summary><c>revision</c> of the base model, or null.</summary>
    public string? Revision { get; init; }

    /// <summary><c>task_type</c>, default CAUSAL_LM.</summary>
    public string? TaskType { get; init; } = "CAUSAL_LM";

    /// <summary>Reads <c>adapter_config.json</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">Missing, malformed, a value out of range, or a feature that is not
    /// supported.</exception>
    public static PeftAdapterConfig Read(string folder) => PeftAdapterConfigReader.Read(Path.Combine(folder, FileName));

    /// <summary>
    /// Writes <c>adapter_config.json</c> into <paramref name="folder"/>: indent 2, keys sorted, order of the patterns
    /// kept.
    /// </summary>
    /// <exception cref="InputException">The path cannot be written.</exception>
    public void Write(string folder) => PeftAdapterConfigWriter.Write(this, Path.Combine(folder, FileName));

    /// <summary>
    /// Whether the adapter changes the module at <paramref name="modulePath"/> (a path in the base model, without
    /// <c>base_model.model.</c>). A regular expression must match the whole path. A list entry that is the whole path
    /// always counts; one that is its end counts if the layer is among <see cref="LayersToTransform"/>.
    /// </summary>
    public bool Targets(string modulePath)
    {
        if (Named(modulePath, ExcludeModules, ExcludeRegex)) return false;
        if (TargetRegex is not null) return PythonRegex.FullMatch(TargetRegex, modulePath);
        if (TargetModules.Contains(modulePath)) return true;
        return EndsInAny(modulePath, TargetModules) && (LayersToTransform.Count == 0 || IsTransformedLayer(modulePath));
    }

    /// <summary>Rank of the module: of the first matching <see cref="RankPattern"/>, else <see cref="Rank"/>.</summary>
    public int RankOf(string modulePath) => FirstMatch(RankPattern, modulePath, Rank);

    /// <summary>
    /// Alpha of the module: of the first matching <see cref="AlphaPattern"/>, else <see cref="Alpha"/>.
    /// </summary>
    public double AlphaOf(string modulePath) => FirstMatch(AlphaPattern, modulePath, Alpha);

    /// <summary>
    /// The factor s before B A x: alpha/r, or alpha/√r with <see cref="UseRsLora"/>, by the module's own rank and
    /// alpha.
    /// </summary>
    public double ScalingOf(string modulePath)
    {
        double rank = RankOf(modulePath);
        return AlphaOf(modulePath) / (UseRsLora ? Math.Sqrt(rank) : rank);
    }

    private static T FirstMatch<T>(IReadOnlyDictionary<string, T> patterns, string path, T otherwise)
    {
        foreach (var (pattern, value) in patterns)
        {
            if (PythonRegex.Match($@"(.*\.)?({pattern})$", path).Success) return value;
        }

        return otherwise;
    }

    private static bool Named(string path, IReadOnlyList<string> names, string? regex) =>
        regex is not null
            ? PythonRegex.FullMatch(regex, path)
            : names.Count > 0 && (names.Contains(path) || EndsInAny(path, names));

    private static bool EndsInAny(string path, IReadOnlyList<string> names) =>
        names.Any(name => path.Length > name.Length
            && path[path.Length - name.Length - 1] == '.'
            && path.EndsWith(name, StringComparison.Ordinal));

    private bool IsTransformedLayer(string path)
    {
        IEnumerable<string> patterns = LayersPattern.Count == 0
            ? [@".*?\.[^.]*\.(\d+)\."]
            : LayersPattern.Select(name => $@".*\.{name}\.(\d+)\.");
        var match = patterns.Select(pattern => PythonRegex.Match(pattern, path)).FirstOrDefault(m => m.Success);
        return match is not null
            && int.TryParse(match.Groups[1].ValueSpan, out var layer)
            && LayersToTransform.Contains(layer);
    }
}
