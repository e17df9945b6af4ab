using Colora.Adapters;
using Colora.Engine;
using Colora.Losses;
using Colora.Methods;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>
/// Forward, gradients and trajectories against the double-precision model of Colora.Testing, which shares no code with the product.
/// Needs no reference files.
/// </summary>
public sealed class OwnCaseTests
{
    [Theory]
    [InlineData(false, false, "none")]
    [InlineData(true, false, "linear")]
    [InlineData(false, true, "llama3")]
    public void Logits_and_loss_agree_in_every_shape(bool tied, bool biases, string scaling)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        (DoubleRope Rope, RopeScaling Scaling) both = scaling switch
        {
            "linear" => (new DoubleRope(10000, DoubleRopeKind.Linear, 4), new LinearRopeScaling(4)),
            "llama3" => (new DoubleRope(5000, DoubleRopeKind.Llama3, 8, 1, 4, 64), new Llama3RopeScaling(8, 1, 4, 64)),
            _ => (new DoubleRope(10000), RopeScaling.None),
        };
        var (rope, product) = both;
        var twin = OwnCases.Twin(tied, biases, rope, kvHeads: biases ? 1 : 2, headDim: biases ? 8 : 6);
        using var model = DoubleTwin.ModelOf(twin, product, biases, biases);
        var batch = OwnCases.Batch(1, 0, 1, 2, 0);
        var expected = twin.Forward(DoubleTwin.BatchOf(batch));
        var hidden = model.Hidden(batch.IdsOn(CPU), batch.MaskOn(CPU));
        var logits = model.Logits(hidden).to(ScalarType.Float64).data<double>().ToArray();
        for (var token = 0; token < batch.Rows * batch.Tokens; token++)
        {
            if (batch.Mask[token] == 0) continue;
            for (var v = 0; v < 31; v++) Assert.Equal(expected.Logits[token * 31 + v], logits[token * 31 + v], 2e-5);
        }

        var rows = NextTokenLoss.PerRow(model, hidden, batch);
        Assert.Equal(expected.Loss, rows.Sum(row => row.Sum) / rows.Sum(row => row.Labels), 1e-5);
    }

    [Fact]
    public void Left_padding_changes_nothing_at_real_tokens()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        long[] row = [5, 9, 4, 17, 8];
        var alone = model.Logits(model.Hidden(tensor(row, [1, 5]), ones(1, 5, ScalarType.Int64)));
        var padded = model.Logits(model.Hidden(
            tensor([0, 0, .. row], [1, 7]), tensor((long[])[0, 0, 1, 1, 1, 1, 1], [1, 7]), tensor((long[])[1, 1, 0, 1, 2, 3, 4], [1, 7])));
        Assert.True(ReferenceFile.Difference(alone, padded.narrow(1, 2, 5)) < 1e-5);
        Assert.True(Constant.Read<bool>(padded.isfinite().all()));
    }

    [Theory]
    [InlineData("colora")]
    [InlineData("local")]
    [InlineData("pooled")]
    public void Gradients_of_a_mixed_batch_agree(string name)
    {
        var method = Method.Named(name);
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, method);
        var batch = OwnCases.Batch(2, 2, 0, 2);
        int[] present = [0, 2];
        using var active = new ActiveFactors(weights, present, weights.Layout.Kinds, CPU);
        using var adaptation = active.For(batch.UserOfRow);
        var hidden = model.Hidden(batch.IdsOn(CPU), batch.MaskOn(CPU), null, adaptation);
        var labels = NextTokenLoss.Count(batch);
        var loss = NextTokenLoss.Backward(model, hidden, batch, labels) / labels;
        active.CollectGradients();

        var forward = twin.Forward(DoubleTwin.BatchOf(batch), DoubleTwin.AdapterOf(weights));
        Assert.Equal(forward.Loss, loss, 1e-5);
        var expected = forward.Backward(withWeights: false).Adapter!;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var factors = expected.Modules[weights.Layout.Modules[module].Module.Path];
            foreach (var bank in weights.Banks)
            {
                var entries = bank.Kind switch { FactorKind.A => factors.A, FactorKind.B => factors.B, _ => factors.S! };
                var slices = bank.Slice(active.Gradient(bank.Kind), module);
                for (var i = 0; i < slices.size(0); i++)
                    AssertClose(entries[bank.IsShared ? 0 : present[i]], DoubleTwin.Doubles(slices[i], bank.Kind), $"{method} {bank.Kind} {module}");
            }
        }
    }

    [Fact]
    public void An_alternating_run_with_absent_users_follows_AdamW_in_doubles()
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = 3e-3, CoreLearningRate = 1e-2, CoreWeightDecay = 0.05, WeightDecay = 0, MaxGradNorm = 0 };
        using var trainer = new Trainer(model, weights, optimizer, new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 8), "SBSA", 0, 0);
        var adapter = DoubleTwin.AdapterOf(weights);
        var adam = new DoubleAdamW();
        int[][] rows = [[0, 1, 2], [0, 1], [1], [2, 0], [1, 2], [0], [0, 1, 2], [2]];
        for (var step = 0; step < rows.Length; step++)
        {
            var batch = OwnCases.Batch(10 + step, rows[step]);
            var kind = Enum.Parse<FactorKind>("SBSA"[step % 4].ToString());
            var before = weights.Banks.ToDictionary(bank => bank.Kind, bank => bank.Values.clone());
            trainer.Step(step, [batch]);

            var gradients = twin.Forward(DoubleTwin.BatchOf(batch), adapter).Backward(withWeights: false).Adapter!;
            foreach (var (path, factors) in adapter.Modules)
            {
                var (values, slopes) = kind switch
                {
                    FactorKind.A => (factors.A, gradients.Modules[path].A),
                    FactorKind.B => (factors.B, gradients.Modules[path].B),
                    _ => (factors.S!, gradients.Modules[path].S!),
                };
                foreach (var owner in kind == FactorKind.S ? rows[step].Distinct() : [0])
                    adam.Step($"{path}.{kind}.{owner}", values[owner], slopes[owner], kind == FactorKind.S ? 1e-2 : 3e-3, kind == FactorKind.S ? 0.05 : 0);
            }

            foreach (var bank in weights.Banks.Where(bank => bank.Kind != kind)) Assert.True(Constant.Read<bool>(bank.Values.eq(before[bank.Kind]).all()));
            if (kind != FactorKind.S) continue;
            foreach (var absent in Enumerable.Range(0, 3).Except(rows[step]))
                Assert.True(Constant.Read<bool>(weights[FactorKind.S].Values[absent].eq(before[FactorKind.S][absent]).all()));
        }

        var reached = DoubleTwin.AdapterOf(weights);
        foreach (var (path, factors) in adapter.Modules)
        {
            AssertNear(factors.A[0], reached.Modules[path].A[0]);
            AssertNear(factors.B[0], reached.Modules[path].B[0]);
            for (var user = 0; user < 3; user++) AssertNear(factors.S![user], reached.Modules[path].S![user]);
        }

        Assert.Equal([2L, 4L, 3L], trainer.Optimizer[FactorKind.S].Steps);
        Assert.Equal([2L], trainer.Optimizer[FactorKind.A].Steps);
    }

    [Fact]
    public void Micro_batches_of_one_step_are_one_batch()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        var optimizer = new OptimizerConfig();
        AdapterWeights Train(params Colora.Data.TokenBatch[] batches)
        {
            var weights = OwnCases.Adapter(model, new ColoraMethod());
            using var trainer = new Trainer(model, weights, optimizer, new LearningRateSchedule(new ScheduleConfig { Kind = ScheduleKind.Constant, WarmupRatio = 0 }, 1), "joint", 0, 0);
            trainer.Step(0, batches);
            return weights;
        }

        var whole = OwnCases.Batch(4, 0, 1);
        var first = new Colora.Data.TokenBatch(1, whole.Tokens, whole.Ids[..whole.Tokens], whole.Mask[..whole.Tokens], whole.Labels[..whole.Tokens], [0]);
        var second = new Colora.Data.TokenBatch(1, whole.Tokens, whole.Ids[whole.Tokens..], whole.Mask[whole.Tokens..], whole.Labels[whole.Tokens..], [1]);
        using var together = Train(whole);
        using var apart = Train(first, second);
        foreach (var bank in together.Banks) Assert.True(ReferenceFile.Difference(bank.Values, apart[bank.Kind].Values) < 1e-5, bank.Kind.ToString());
    }

    private static void AssertClose(double[] expected, double[] actual, string what)
    {
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 5e-5 * largest, $"{what}: {actual[i]} for {expected[i]}");
    }

    private static void AssertNear(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
