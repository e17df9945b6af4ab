using Colora.Data;
using Colora.Engine;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>Pre-training moves every weight as AdamW in doubles does from the gradients of the double-precision llama.</summary>
[Collection(AloneCollection.Name)]
public sealed class WeightTrainingTests
{
    private const double Rate = 3e-3, Decay = 0.1;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_weights_follow_AdamW_in_doubles(bool tied)
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin(tied);
        using var model = Trainable(twin, out var training);
        using var trainer = new Trainer(model, training, new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = Rate, WeightDecay = Decay, MaxGradNorm = 0 }, Constant(), 0, 0);
        var adam = new DoubleAdamW();
        for (var step = 0; step < 4; step++)
        {
            var batch = AllTokens(OwnCases.Batch(20 + step, 0, 0, 0));
            var forward = twin.Forward(DoubleTwin.BatchOf(batch));
            var report = trainer.Step(step, [batch]);
            Assert.Equal(forward.Loss, report.Loss, 1e-5);
            var gradients = forward.Backward(withWeights: true).Weights;
            Assert.Equal(Math.Sqrt(gradients.Values.Sum(values => values.Sum(g => g * g))), report.Norms.All, 1e-4);
            foreach (var (name, values) in twin.Weights) adam.Step(name, values, gradients[name], Rate, name.Contains("norm", StringComparison.Ordinal) ? 0 : Decay);
        }

        foreach (var (name, values) in twin.Weights)
        {
            var reached = model.Weights[name].detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
            for (var i = 0; i < values.Length; i++) Assert.True(Math.Abs(values[i] - reached[i]) < 2e-5, $"{name}[{i}]: {reached[i]} for {values[i]}");
        }

        training.Release();
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var model = Trainable(OwnCases.Twin(tied: true), out var training);
        using var trainer = new Trainer(model, training, new OptimizerConfig { Kind = OptimizerKind.Adamw }, Constant(), 0, 0);
        for (var step = 0; step < 20; step++) trainer.Step(step, [OwnCases.Batch(step, 0, 0)]);
        NativeMemory.Sweep();
        var live = Tensor.TotalCount;
        for (var step = 20; step < 120; step++) trainer.Step(step, [OwnCases.Batch(step, 0, 0)]);
        NativeMemory.Sweep();
        Assert.True(Tensor.TotalCount - live <= 3, $"{Tensor.TotalCount - live} tensors more after 100 steps");
        training.Release();
    }

    private static LearningRateSchedule Constant() => new(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 9);

    /// <summary>Every token but the first bears loss, as in pre-training.</summary>
    private static TokenBatch AllTokens(TokenBatch batch) => new(
        batch.Rows, batch.Tokens, batch.Ids, batch.Mask, [.. batch.Ids.Select((id, i) => batch.Mask[i] == 1 ? id : TokenBatch.Ignore)], batch.UserOfRow);

    private static CausalLM Trainable(DoubleLlama twin, out WeightTraining training)
    {
        using var built = DoubleTwin.ModelOf(twin);
        var weights = new ModelWeights("twin");
        foreach (var name in built.Weights.Names) weights.Add(name, built.Weights[name].clone());
        training = new WeightTraining(weights);
        return new CausalLM(built.Blueprint, weights);
    }
}
