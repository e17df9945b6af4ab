using System.Text.Json;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Methods;
using Colora.Model;
using Colora.Testing;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>The reference case of three users on tiny-llama: model, layout and start states.</summary>
internal sealed class ColoraReference : IDisposable
{
    public ColoraReference()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(Path("config.json")));
        Model = ModelLoader.Load(SharedData.Require("models", config.RootElement.GetProperty("base_model").GetString()!), ComputeEngine.Reference);
        var modules = config.RootElement.GetProperty("modules").EnumerateArray().Select(m => m.GetString()!).ToList();
        Layout = new AdapterLayout(
            ["user0", "user1", "user2"],
            Model.Linears.Where(l => modules.Contains(l.Module.Path)).Select(l => new AdaptedModule(l.Module, 4, 2)).ToList(),
            new ColoraMethod().Ownership);
        Batches = new ReferenceFile(Path("batches.safetensors"));
    }

    public CausalLM Model { get; }

    public AdapterLayout Layout { get; }

    public ReferenceFile Batches { get; }

    public static string Path(params string[] parts) => SharedData.Require(["reference", "colora", "llama", .. parts]);

    /// <summary>An adapter with the state of a file.</summary>
    public AdapterWeights State(string file, string prefix = "")
    {
        using var scope = NewDisposeScope();
        using var values = new ReferenceFile(Path("fp32", file));
        var weights = new AdapterWeights(Layout);
        for (var module = 0; module < Layout.Modules.Count; module++)
        {
            var name = prefix + Layout.Modules[module].Module.Path;
            weights[FactorKind.A].View(module, 0).copy_(values[$"{name}.A"]);
            weights[FactorKind.B].View(module, 0).copy_(values[$"{name}.B"].t());
            for (var user = 0; user < 3; user++) weights[FactorKind.S].View(module, user).copy_(values[$"{name}.S"][user]);
        }

        return weights;
    }

    /// <summary>Largest difference of an adapter from the state of a file.</summary>
    public double Difference(AdapterWeights weights, ReferenceFile values, string prefix)
    {
        using var scope = NewDisposeScope();
        double largest = 0;
        for (var module = 0; module < Layout.Modules.Count; module++)
        {
            var name = prefix + Layout.Modules[module].Module.Path;
            largest = Math.Max(largest, ReferenceFile.Difference(weights[FactorKind.A].View(module, 0), values[$"{name}.A"]));
            largest = Math.Max(largest, ReferenceFile.Difference(weights[FactorKind.B].View(module, 0).t(), values[$"{name}.B"]));
            for (var user = 0; user < 3; user++)
                largest = Math.Max(largest, ReferenceFile.Difference(weights[FactorKind.S].View(module, user), values[$"{name}.S"][user]));
        }

        return largest;
    }

    public void Dispose()
    {
        Batches.Dispose();
        Model.Dispose();
    }
}
