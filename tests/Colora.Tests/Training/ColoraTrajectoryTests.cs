using System.Text.Json;
using Colora.Adapters;
using Colora.Engine;
using Colora.Losses;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>PyTorch's CoLoRA trajectories: every loss, norm and factor of every step, absent users and idle phases included.</summary>
public sealed class ColoraTrajectoryTests
{
    private static readonly OptimizerConfig Optimizer = new()
    {
        Kind = OptimizerKind.Adamw,
        LearningRate = 2e-3,
        CoreLearningRate = 1e-2,
        WeightDecay = 0,
        CoreWeightDecay = 0.01,
        MaxGradNorm = 0,
    };

    [Theory]
    [InlineData("joint", "start_random.safetensors", "joint")]
    [InlineData("alternating", "start_random.safetensors", "SSBSSASSBSSA")]
    [InlineData("zero_start", "start_zero.safetensors", "joint")]
    public void Trajectory_agrees_with_PyTorch(string name, string start, string phases)
    {
        using var scope = NewDisposeScope();
        using var reference = new ColoraReference();
        using var expected = new ReferenceFile(ColoraReference.Path("fp32", $"{name}.safetensors"));
        using var log = JsonDocument.Parse(File.ReadAllText(ColoraReference.Path("fp32", $"{name}.json")));
        using var weights = reference.State(start);
        using var trainer = new Trainer(reference.Model, weights, Optimizer,
            new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 100), phases, dropout: 0, seed: 0);
        var i = 0;
        foreach (var row in log.RootElement.EnumerateArray())
        {
            var report = trainer.Step(i, [reference.Batches.StackedBatch("train.", i)]);
            Assert.Equal(row.GetProperty("loss").GetDouble(), report.Loss, 2e-5);
            AssertRelative(row, "grad_norm_A", report.Norms.OfGroup, FactorKind.A);
            AssertRelative(row, "grad_norm_B", report.Norms.OfGroup, FactorKind.B);
            var difference = reference.Difference(weights, expected, $"after{i:00}.");
            Assert.True(difference <= 1e-5, $"step {i}: factors differ by {difference}");
            i++;
        }

        Assert.True(i >= 10);
    }

    [Fact]
    public void Gradients_and_loss_of_a_mixed_batch_agree_with_autograd()
    {
        using var scope = NewDisposeScope();
        using var reference = new ColoraReference();
        using var weights = reference.State("start_random.safetensors");
        using var expected = new ReferenceFile(ColoraReference.Path("fp32", "forward.safetensors"));
        foreach (var name in (string[])["mixed", "absent"])
        {
            var batch = reference.Batches.Batch(name);
            var users = batch.UserOfRow.Distinct().Order().ToArray();
            using var active = new ActiveFactors(weights, users, weights.Layout.Kinds, CPU);
            using var adaptation = active.For(batch.UserOfRow);
            var hidden = reference.Model.Hidden(batch.IdsOn(CPU), batch.MaskOn(CPU), null, adaptation);
            if (name == "mixed")
            {
                var logits = reference.Model.Logits(hidden) * batch.MaskOn(CPU).unsqueeze(-1);
                Assert.True(ReferenceFile.Difference(logits, expected["mixed.logits"]) <= 1e-4);
            }

            var labels = NextTokenLoss.Count(batch);
            var loss = NextTokenLoss.Backward(reference.Model, hidden, batch, labels) / labels;
            active.CollectGradients();
            Assert.Equal(expected.Scalar($"{name}.loss"), loss, 2e-5);
            for (var module = 0; module < weights.Layout.Modules.Count; module++)
            {
                var path = weights.Layout.Modules[module].Module.Path;
                AssertClose(expected[$"{name}.grad.{path}.A"], active.Factor(FactorKind.A, module).grad!, path);
                AssertClose(expected[$"{name}.grad.{path}.B"], active.Factor(FactorKind.B, module).grad!.t(), path);
                var cores = expected[$"{name}.grad.{path}.S"];
                for (var i = 0; i < users.Length; i++) AssertClose(cores[users[i]], active.Factor(FactorKind.S, module).grad![i], path);
            }
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, string path)
    {
        var largest = Constant.Read<float>(expected.abs().max());
        Assert.True(ReferenceFile.Difference(expected, actual) <= 5e-5 * largest, path);
    }

    private static void AssertRelative(JsonElement row, string key, IReadOnlyDictionary<string, double> norms, FactorKind kind)
    {
        if (!norms.TryGetValue(kind.ToString(), out var norm)) return;
        var expected = row.GetProperty(key).GetDouble();
        Assert.True(Math.Abs(norm - expected) <= 1e-5 * Math.Max(expected, 1e-12), $"{key}: {norm} for {expected}");
    }
}
