using System.Text.RegularExpressions;
using Colora.Adapters;
using Colora.Formats.Peft;
using Colora.Formats.Safetensors;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// One user's adapter → a PEFT folder: lora_A = A, lora_B = B S_i in float32, rank and alpha unchanged.
/// </summary>
internal static class PeftExporter
{
    /// <summary>Writes config and weights into a folder that is being filled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The base, to name the target modules briefly.</param>
    /// <param name="weights">All factors.</param>
    /// <param name="user">User's number.</param>
    /// <param name="baseName">What <c>base_model_name_or_path</c> says.</param>
    /// <param name="useRsLora">Whether alpha is to be written for α/√r.</param>
    public static void Write(
        string folder, CausalLM model, AdapterWeights weights, int user, string baseName, bool useRsLora)
    {
        using var scope = NewDisposeScope();
        var folded = weights.Layout with { Modules = AdapterFolding.ModulesOf(weights.Layout) };
        Config(model, folded, baseName, useRsLora).Write(folder);
        var sources = new List<TensorSource>();
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var path = weights.Layout.Modules[module].Module.Path;
            var (a, b) = AdapterFolding.Fold(weights, module, user);
            sources.Add(TensorFiles.Source(PeftTensorName.Compose(path, LoraFactor.A), a));
            sources.Add(TensorFiles.Source(PeftTensorName.Compose(path, LoraFactor.B), b));
        }

        SafetensorsWriter.Write(Path.Combine(folder, PeftAdapterConfig.WeightFileName), sources);
    }

    private static PeftAdapterConfig Config(CausalLM model, AdapterLayout layout, string baseName, bool useRsLora)
    {
        var rank = Commonest(layout.Modules.Select(module => module.Rank));
        var alpha = Commonest(layout.Modules.Select(module => AlphaOf(module, useRsLora)));
        var otherRanks = layout.Modules.Where(module => module.Rank != rank);
        var otherAlphas = layout.Modules.Where(module => AlphaOf(module, useRsLora) != alpha);
        return new PeftAdapterConfig
        {
            BaseModel = baseName,
            Rank = rank,
            Alpha = alpha,
            UseRsLora = useRsLora,
            TargetModules = TargetsOf(model, layout),
            RankPattern = otherRanks.ToDictionary(PatternOf, module => module.Rank),
            AlphaPattern = otherAlphas.ToDictionary(PatternOf, module => AlphaOf(module, useRsLora)),
        };
    }

    private static string PatternOf(AdaptedModule module) => Regex.Escape(module.Module.Path);

    /// <summary>The value that most have; of equals the one that comes first.</summary>
    private static T Commonest<T>(IEnumerable<T> values) =>
        values.GroupBy(value => value).MaxBy(group => group.Count())!.Key;

    /// <summary>α = s·r (or s·√r), rounded so that 2 · 8 is 16 and not 16.000000000000004.</summary>
    private static double AlphaOf(AdaptedModule module, bool useRsLora) =>
        Math.Round(module.Scaling * (useRsLora ? Math.Sqrt(module.Rank) : module.Rank), 10);

    /// <summary>Short names where they mean exactly the adapted modules, whole paths elsewhere.</summary>
    private static List<string> TargetsOf(CausalLM model, AdapterLayout layout)
    {
        var adapted = layout.Modules.Select(module => module.Module.Path).ToHashSet();
        var targets = new List<string>();
        foreach (var group in model.Linears.Select(linear => linear.Module).GroupBy(module => module.Name))
        {
            if (group.All(module => adapted.Contains(module.Path))) targets.Add(group.Key);
            else targets.AddRange(group.Select(module => module.Path).Where(adapted.Contains));
        }

        return targets;
    }
}
