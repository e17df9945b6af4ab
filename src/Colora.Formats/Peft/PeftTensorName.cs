namespace Colora.Formats.Peft;

/// <summary>
/// How PEFT spells a tensor of an adapter: <c>base_model.model.</c> + module path + <c>.lora_A.weight</c> or
/// <c>.lora_B.weight</c>.
/// </summary>
/// <param name="ModulePath">Path in the base model, e.g. <c>model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="Factor">A or B.</param>
public readonly record struct PeftTensorName(string ModulePath, LoraFactor Factor)
{
    private const string Prefix = "base_model.model.";
    private const string Suffix = ".weight";

    /// <summary>The key in <c>adapter_model.safetensors</c>.</summary>
    public static string Compose(string modulePath, LoraFactor factor) => $"{Prefix}{modulePath}.lora_{factor}{Suffix}";

    /// <summary>
    /// Takes a key apart; an adapter name between factor and <c>weight</c> (<c>lora_A.default.weight</c>, as in a live
    /// PEFT model) is tolerated. False for any other key, such as <c>lora_embedding_A</c> or a saved head.
    /// </summary>
    public static bool TryParse(string key, out PeftTensorName name)
    {
        name = default;
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !key.EndsWith(Suffix, StringComparison.Ordinal))
            return false;

        var segments = key[..^Suffix.Length].Split('.');
        // base_model . model . (module path of one or more) . lora_X [. adapter]
        foreach (var last in (int[])[segments.Length - 1, segments.Length - 2])
        {
            if (last < 3 || FactorOf(segments[last]) is not { } factor) continue;
            if (segments.Any(string.IsNullOrEmpty)) return false;
            name = new PeftTensorName(string.Join('.', segments[2..last]), factor);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Compose(ModulePath, Factor);

    private static LoraFactor? FactorOf(string segment) => segment switch
    {
        "lora_A" => LoraFactor.A,
        "lora_B" => LoraFactor.B,
        _ => null,
    };
}
