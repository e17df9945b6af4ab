using Colora.Adapters;
using Colora.Formats;
using Colora.Formats.Peft;
using Colora.Formats.Safetensors;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// A PEFT LoRA folder → an adapter of one user. PEFT only warns of missing tensors; here they are errors.
/// </summary>
internal static class PeftImporter
{
    /// <summary>Reads the adapter; bf16 and fp16 tensors become float32, as PEFT does.</summary>
    /// <param name="folder">Folder with adapter_config.json and adapter_model.safetensors.</param>
    /// <param name="model">The base.</param>
    /// <param name="user">Name of the one user.</param>
    /// <exception cref="InputException">A file is missing or broken, a feature is not supported, a tensor is missing,
    /// superfluous or of another shape.</exception>
    public static AdapterWeights Read(string folder, CausalLM model, string user = "adapter")
    {
        var config = PeftAdapterConfig.Read(folder);
        if (config.FanInFanOut)
        {
            throw new InputException(
                folder, "fan_in_fan_out is true", $"false for a {model.Blueprint.ModelType} model");
        }

        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, PeftAdapterConfig.WeightFileName));
        var modules = Targets(config, model);
        if (modules.Count == 0)
        {
            throw new InputException(
                folder, "target_modules match no linear layer of the model", "an adapter of this model");
        }

        var names = NamesIn(file);
        CheckTensors(file, names, modules);
        return Load(file, names, new AdapterLayout([user], modules, FactorOwnership.Lora));
    }

    private static List<AdaptedModule> Targets(PeftAdapterConfig config, CausalLM model) => model.Linears
        .Select(linear => linear.Module)
        .Where(module => config.Targets(module.Path))
        .Select(module => new AdaptedModule(module, config.RankOf(module.Path), config.ScalingOf(module.Path)))
        .ToList();

    private static void CheckTensors(
        SafetensorsFile file, Dictionary<PeftTensorName, string> names, List<AdaptedModule> modules)
    {
        foreach (var module in modules)
        {
            CheckShape(file, names, module, LoraFactor.A);
            CheckShape(file, names, module, LoraFactor.B);
        }

        if (names.Count <= 2 * modules.Count) return;
        var known = modules.Select(module => module.Module.Path).ToHashSet();
        var other = names.First(name => !known.Contains(name.Key.ModulePath)).Value;
        throw new InputException(
            file.Path, $"tensor \"{other}\" belongs to no target module", "tensors of target_modules only");
    }

    private static AdapterWeights Load(
        SafetensorsFile file, Dictionary<PeftTensorName, string> names, AdapterLayout layout)
    {
        var weights = new AdapterWeights(layout);
        try
        {
            foreach (var (i, module) in layout.Modules.Index())
            {
                weights[FactorKind.A].View(i, 0).copy_(Take(file, names, module, LoraFactor.A));
                weights[FactorKind.B].View(i, 0).copy_(Take(file, names, module, LoraFactor.B).t());
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static Dictionary<PeftTensorName, string> NamesIn(SafetensorsFile file)
    {
        var names = new Dictionary<PeftTensorName, string>();
        foreach (var key in file.Tensors.Keys)
        {
            if (!PeftTensorName.TryParse(key, out var name))
            {
                throw new InputException(
                    file.Path, $"tensor \"{key}\"", "base_model.model.<module>.lora_A.weight or .lora_B.weight");
            }

            if (!names.TryAdd(name, key))
            {
                throw new InputException(
                    file.Path, $"tensors \"{names[name]}\" and \"{key}\" mean the same", "one of them");
            }
        }

        return names;
    }

    /// <summary>Before anything is allocated: r of a config is only believed as far as the tensors have it.</summary>
    private static void CheckShape(
        SafetensorsFile file, Dictionary<PeftTensorName, string> names, AdaptedModule module, LoraFactor factor)
    {
        var name = new PeftTensorName(module.Module.Path, factor);
        if (!names.TryGetValue(name, out var key))
            throw new InputException(file.Path, $"no tensor \"{name}\"", "both factors of every target module");
        long[] shape = factor == LoraFactor.A ? [module.Rank, module.Module.In] : [module.Module.Out, module.Rank];
        TensorFiles.RequireShape(file, key, shape, "check r, rank_pattern and the base model");
    }

    private static Tensor Take(
        SafetensorsFile file, Dictionary<PeftTensorName, string> names, AdaptedModule module, LoraFactor factor)
    {
        var key = names[new PeftTensorName(module.Module.Path, factor)];
        var tensor = TensorFiles.ReadSingle(file, key);
        TensorFiles.RequireFinite(file.Path, key, tensor);
        return tensor;
    }
}
