using System.Text.Json;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats.Peft;
using Colora.Methods;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>Twenty steps of PEFT with clipping, decoupled decay and a linear schedule with warm-up.</summary>
public sealed class PeftTrajectoryTests
{
    [Theory]
    [InlineData("train-llama-qv")]
    [InlineData("train-llama-all")]
    public void Training_a_plain_LoRA_agrees_with_PEFT(string name)
    {
        using var scope = NewDisposeScope();
        string Path(string file) => SharedData.Require("reference", "peft", name, file);
        using var model = ModelLoader.Load(SharedData.Require("models", "tiny-llama"), ComputeEngine.Reference);
        var config = PeftAdapterConfig.Read(System.IO.Path.GetDirectoryName(Path("adapter_config.json"))!);
        var modules = model.Linears.Where(l => config.Targets(l.Module.Path))
            .Select(l => new AdaptedModule(l.Module, config.RankOf(l.Module.Path), config.ScalingOf(l.Module.Path))).ToList();
        using var weights = new AdapterWeights(new AdapterLayout(["all"], modules, new PooledMethod().Ownership));
        using var initial = new ReferenceFile(Path("init.safetensors"));
        for (var i = 0; i < modules.Count; i++)
        {
            weights[FactorKind.A].View(i, 0).copy_(initial[PeftTensorName.Compose(modules[i].Module.Path, LoraFactor.A)]);
            weights[FactorKind.B].View(i, 0).copy_(initial[PeftTensorName.Compose(modules[i].Module.Path, LoraFactor.B)].t());
        }

        var optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = 5e-3, WeightDecay = 0.01, MaxGradNorm = 1 };
        using var trainer = new Trainer(model, weights, optimizer,
            new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Linear, WarmupSteps = 4 }, 20), "joint", 0, 0);
        using var batches = new ReferenceFile(Path("batches.safetensors"));
        using var trace = new ReferenceFile(Path("trace.safetensors"));
        using var log = JsonDocument.Parse(File.ReadAllText(Path("log.json")));
        var step = 0;
        foreach (var row in log.RootElement.GetProperty("steps").EnumerateArray())
        {
            var report = trainer.Step(step, [batches.StackedBatch("", step)]);
            Assert.Equal(row.GetProperty("loss").GetDouble(), report.Loss, 2e-5);
            Assert.Equal(row.GetProperty("lr").GetDouble(), report.Rate, 1e-12);
            var norm = row.GetProperty("grad_norm").GetDouble();
            Assert.True(Math.Abs(report.Norms.All - norm) <= 1e-5 * norm, $"step {step}: norm {report.Norms.All} for {norm}");
            if (trace.Has($"after{step:00}.{PeftTensorName.Compose(modules[0].Module.Path, LoraFactor.A)}"))
                AssertFactors(weights, trace, $"after{step:00}.");
            step++;
        }

        Assert.Equal(20, step);
        using var final = new ReferenceFile(Path("final.safetensors"));
        AssertFactors(weights, final, "");
    }

    private static void AssertFactors(AdapterWeights weights, ReferenceFile expected, string prefix)
    {
        for (var i = 0; i < weights.Layout.Modules.Count; i++)
        {
            var path = weights.Layout.Modules[i].Module.Path;
            Assert.True(ReferenceFile.Difference(weights[FactorKind.A].View(i, 0), expected[prefix + PeftTensorName.Compose(path, LoraFactor.A)]) <= 2e-5, prefix + path);
            Assert.True(ReferenceFile.Difference(weights[FactorKind.B].View(i, 0).t(), expected[prefix + PeftTensorName.Compose(path, LoraFactor.B)]) <= 2e-5, prefix + path);
        }
    }
}
