using Colora.Adapters;
using Colora.Configuration;
using Colora.Data;
using Colora.Federation;
using Colora.Methods;
using Colora.Model;
using Colora.Rounds;
using Colora.Runs;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Rounds;

/// <summary>Averaging copies of A and B in one place meets what it has to meet at its ends.</summary>
public sealed class AveragingTests
{
    private static readonly ScheduleConfig Flat = new() { Kind = ScheduleKind.Constant, WarmupRatio = 0 };

    private static readonly OptimizerConfig Rates = new() { Kind = OptimizerKind.Adamw, LearningRate = 1e-3, CoreLearningRate = 3e-3, WeightDecay = 0.01, MaxGradNorm = 0 };

    [Fact]
    public void With_one_user_and_moments_kept_an_average_after_each_step_is_the_plain_step()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        IReadOnlyList<IReadOnlyList<TokenSequence>> rows = [OwnCases.Rows(3, lengths: true)[0]];
        using var plain = Alone(model);
        using var averaged = Alone(model);
        using var trainer = new Trainer(model, plain, Rates, new LearningRateSchedule(Flat, 5), "joint", 0, 0);
        using var training = Averaging(model, averaged, new ColoraMethod(), every: 1, steps: 5, rows, CopyMoments.Kept);
        for (var step = 0; step < 5; step++)
        {
            trainer.Step(step, [new TokenBatch([.. rows[0]])]);
            training.Step(step);
        }

        foreach (var bank in plain.Banks) Assert.InRange(ReferenceFile.Difference(bank.Values, averaged[bank.Kind].Values), 0, 1e-6);
    }

    [Fact]
    public void Renewed_moments_are_another_step_from_the_second_on()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        IReadOnlyList<IReadOnlyList<TokenSequence>> rows = [OwnCases.Rows(3)[0]];
        using var kept = Alone(model);
        using var renewed = Alone(model);
        using var one = Averaging(model, kept, new ColoraMethod(), every: 1, steps: 2, rows, CopyMoments.Kept);
        using var other = Averaging(model, renewed, new ColoraMethod(), every: 1, steps: 2, rows, CopyMoments.Renewed);
        one.Step(0);
        other.Step(0);
        foreach (var bank in kept.Banks) Assert.Equal(0, ReferenceFile.Difference(bank.Values, renewed[bank.Kind].Values));
        one.Step(1);
        other.Step(1);
        Assert.NotEqual(0, ReferenceFile.Difference(kept[FactorKind.A].Values, renewed[FactorKind.A].Values));
        Assert.Equal(0, ReferenceFile.Difference(kept[FactorKind.S].Values, renewed[FactorKind.S].Values), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void With_cores_at_rest_it_is_FedIT(int every)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        var rows = OwnCases.Rows(2, lengths: true);
        var resting = Rates with { CoreLearningRate = 0, CoreWeightDecay = 0 };
        using var fedit = OwnCases.Adapter(model, new FeditMethod());
        using var colora = OwnCases.Adapter(model, new ColoraMethod());
        foreach (var bank in fedit.Banks) colora[bank.Kind].Values.copy_(bank.Values);
        for (var module = 0; module < colora.Layout.Modules.Count; module++)
        {
            var cores = colora[FactorKind.S].Slice(colora[FactorKind.S].Values, module);
            cores.copy_(eye(cores.size(-1)).expand_as(cores));
        }

        var rounds = new RoundsConfig { Rounds = 6 / every, LocalSteps = every };
        using var federated = new FederatedTraining(model, fedit, new FeditMethod(), rounds, new ServerConfig(), resting, new LearningRateSchedule(Flat, 6), rows, 6, 0, 0);
        using var averaging = Averaging(model, colora, new ColoraMethod(), every, steps: 6, rows, CopyMoments.Renewed, resting);
        for (var step = 0; step < 6; step++)
        {
            federated.Step(step);
            averaging.Step(step);
        }

        foreach (var bank in fedit.Banks) Assert.InRange(ReferenceFile.Difference(bank.Values, colora[bank.Kind].Values), 0, 1e-5);
    }

    [Theory]
    [InlineData(1, CopyMoments.Kept)]
    [InlineData(2, CopyMoments.Kept)]
    [InlineData(2, CopyMoments.Renewed)]
    [InlineData(3, CopyMoments.Renewed)]
    public void Copies_cores_and_averages_follow_loops_in_doubles(int every, CopyMoments moments)
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var adapter = DoubleTwin.AdapterOf(weights);
        var rows = OwnCases.Rows(2, lengths: true);

        // A larger epsilon: with AdamW's own, a gradient of the size of float32's rounding would take whole steps of either sign.
        var plain = Rates with { WeightDecay = 0, CoreWeightDecay = 0, Epsilon = 1e-5 };
        using var training = Averaging(model, weights, new ColoraMethod(), every, steps: 6, rows, moments, plain);
        var expected = new DoubleAveraging(twin, adapter, rows.Count, plain.LearningRate, plain.CoreLearningRate, moments == CopyMoments.Kept, plain.Epsilon);
        for (var step = 0; step < 6; step++)
        {
            training.Step(step);
            expected.Step(BatchesOf(rows));
            if ((step + 1) % every == 0) expected.Average();
        }

        AssertSame(adapter, DoubleTwin.AdapterOf(weights), 1e-5);
    }

    [Fact]
    public void In_doubles_one_user_with_moments_kept_is_AdamW_itself()
    {
        var twin = OwnCases.Twin();
        var rows = OwnCases.Rows(3, lengths: true);
        var (averaged, plain) = (StartOf(twin, 1), StartOf(twin, 1));
        var averaging = new DoubleAveraging(twin, averaged, 1, 1e-3, 3e-3, keepsMoments: true);
        var adam = new DoubleAdamW();
        for (var step = 0; step < 5; step++)
        {
            averaging.Step(BatchesOf(rows));
            averaging.Average();
            var gradients = twin.Forward(BatchesOf(rows)[0], plain).Backward(withWeights: false).Adapter!;
            foreach (var (name, values) in plain.Parameters())
                adam.Step(name, values, gradients.Parameters().First(slope => slope.Name == name).Values, name.Contains(".S", StringComparison.Ordinal) ? 3e-3 : 1e-3);
        }

        AssertSame(plain, averaged, 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void In_doubles_cores_that_rest_at_the_identity_leave_FedIT(int every)
    {
        var twin = OwnCases.Twin();
        var rows = OwnCases.Rows(2, lengths: true);
        var colora = StartOf(twin, rows.Count);
        foreach (var core in colora.Modules.Values.SelectMany(factors => factors.S!))
            for (var i = 0; i < core.Length; i++) core[i] = i % 4 == 0 ? 1 : 0;
        var fedit = new DoubleAdapter(new SortedDictionary<string, DoubleFactors>(colora.Copy().Modules.ToDictionary(module => module.Key, module => module.Value with { S = null }), StringComparer.Ordinal));
        var resting = new DoubleAveraging(twin, colora, rows.Count, 1e-3, coreRate: 0, keepsMoments: false);
        var without = new DoubleAveraging(twin, fedit, rows.Count, 1e-3, coreRate: 0, keepsMoments: false);
        for (var step = 0; step < 6; step++)
        {
            foreach (var averaging in (DoubleAveraging[])[resting, without])
            {
                averaging.Step(BatchesOf(rows));
                if ((step + 1) % every == 0) averaging.Average();
            }
        }

        foreach (var (path, factors) in fedit.Modules)
        {
            AssertSame(factors.A[0], colora.Modules[path].A[0], 1e-9);
            AssertSame(factors.B[0], colora.Modules[path].B[0], 1e-9);
        }
    }

    [Fact]
    public void A_last_round_that_is_cut_short_is_averaged_too()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var before = weights[FactorKind.A].Values.clone();
        using var training = Averaging(model, weights, new ColoraMethod(), every: 4, steps: 2, OwnCases.Rows(2), CopyMoments.Kept);
        training.Step(0);
        Assert.Equal(0, ReferenceFile.Difference(before, weights[FactorKind.A].Values));
        training.Step(1);
        Assert.NotEqual(0, ReferenceFile.Difference(before, weights[FactorKind.A].Values));
    }

    [Fact]
    public void Settings_that_do_not_go_with_it_are_refused_by_name()
    {
        var config = new RunConfig { Model = "m", Data = new DataConfig { Path = "d" }, Averaging = new AveragingConfig { Every = 2 } };
        Assert.Empty(config.Check());
        Assert.Contains(Problems(config with { Rounds = new RoundsConfig { Rounds = 1 } }), problem => problem.Key == "averaging.every");
        Assert.Contains(Problems(config with { Adapter = config.Adapter with { Method = new LocalMethod() } }), problem => problem.Key == "averaging.every");
        Assert.Contains(Problems(config with { Training = config.Training with { Phases = "SSB" } }), problem => problem.Key == "training.phases");
        Assert.Contains(Problems(config with { Server = new ServerConfig { Rate = 0.5 } }), problem => problem.Key == "server");
    }

    private static IReadOnlyList<DoubleBatch> BatchesOf(IReadOnlyList<IReadOnlyList<TokenSequence>> rows) =>
        [.. rows.Select(own => DoubleTwin.BatchOf(new TokenBatch([.. own])))];

    /// <summary>The start of <see cref="OwnCases.Adapter"/> in doubles.</summary>
    private static DoubleAdapter StartOf(DoubleLlama twin, int users)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod(), users);
        return DoubleTwin.AdapterOf(weights);
    }

    private static void AssertSame(DoubleAdapter expected, DoubleAdapter actual, double tolerance)
    {
        foreach (var (mine, theirs) in expected.Parameters().Zip(actual.Parameters()))
        {
            Assert.Equal(mine.Name, theirs.Name);
            AssertSame(mine.Values, theirs.Values, tolerance);
        }
    }

    private static void AssertSame(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    private static IReadOnlyList<ConfigProblem> Problems(RunConfig config) => [.. config.Check()];

    /// <summary>The adapter of the first user alone, everything in it shared by nobody else.</summary>
    private static AdapterWeights Alone(CausalLM model)
    {
        using var all = OwnCases.Adapter(model, new ColoraMethod());
        var alone = new AdapterWeights(all.Layout with { Users = [all.Layout.Users[0]] });
        foreach (var bank in alone.Banks) bank.Values.copy_(all[bank.Kind].Values.narrow(0, 0, 1));
        return alone;
    }

    private static FederatedTraining Averaging(
        CausalLM model, AdapterWeights weights, Method method, int every, int steps, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, CopyMoments moments, OptimizerConfig? optimizer = null) =>
        new(model, weights, method, new RoundsConfig { Rounds = (steps + every - 1) / every, LocalSteps = every }, new ServerConfig(), optimizer ?? Rates,
            new LearningRateSchedule(Flat, steps), rows, rows.Sum(own => own.Count), 0, 0, moments)
        {
            Steps = steps,
        };
}
