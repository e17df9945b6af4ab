using Colora.Adapters;
using Colora.Data;
using Colora.Engine;
using Colora.Methods;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>What halves of the users' rows tell of how far cores should move apart.</summary>
public sealed class CoreSignalTests
{
    [Fact]
    public void Halves_that_are_the_same_rows_leave_no_doubt()
    {
        var found = Found((user, row) => 100 * user + row / 2);
        Assert.Equal(1, found.Agreement, 1e-5);
        Assert.Equal(CoreSignal.MostFreedom, found.Freedom);
        Assert.Equal((24L, 192L), (found.Rows, found.Tokens));
    }

    /// <summary>Where users have the same rows nothing tells them apart, whatever their halves say.</summary>
    [Fact]
    public void Users_with_the_same_rows_are_tied()
    {
        var found = Found((_, row) => row);
        Assert.Equal(0, found.Agreement);
        Assert.Equal(0, found.Freedom);
    }

    /// <summary>T over V of the formula, from the gradients of the double-precision llama.</summary>
    [Fact]
    public void It_is_the_share_of_what_the_halves_have_in_common()
    {
        using var scope = NewDisposeScope();
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.AlikeAdapter(model);
        var rows = OwnCases.RowsOfUsers((user, row) => 10 * user + row);
        var adapter = DoubleTwin.AdapterOf(weights);
        var (a, b) = (Half(0), Half(1));
        double common = 0, all = 0;
        for (var user = 0; user < 3; user++)
        {
            for (var i = 0; i < a[0].Length; i++)
            {
                var (one, other) = (a[user][i] - a.Average(row => row[i]), b[user][i] - b.Average(row => row[i]));
                common += one * other;
                all += (one * one + other * other) / 2;
            }
        }

        var found = CoreSignal.Of(model, weights, rows, 16, 4)!;
        Assert.Equal(common / all, found.Agreement, 1e-4);

        double[][] Half(int half) => [.. Enumerable.Range(0, 3).Select(user =>
        {
            var batch = new TokenBatch([.. rows[user].Where((_, row) => row % 2 == half)]);
            var gradients = twin.Forward(DoubleTwin.BatchOf(batch), adapter).Backward(withWeights: false).Adapter!;
            return weights.Layout.Modules.SelectMany(module => gradients.Modules[module.Module.Path].S![user]).ToArray();
        })];
    }

    [Theory]
    [InlineData(-0.2, 0)]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.2)]
    [InlineData(0.5, 0.6)]
    [InlineData(0.75, 1.8)]
    [InlineData(0.9, 3)]
    [InlineData(1, 3)]
    [InlineData(1.01, 3)]
    public void Freedom_is_signal_over_noise_up_to_where_cores_become_unsteady(double agreement, double freedom) =>
        Assert.Equal(freedom, new CoreSignal(agreement, 1, 1).Freedom, 1e-12);

    [Theory]
    [InlineData(960, 8, 12)]
    [InlineData(9600, 8, 16)]
    [InlineData(160, 8, 2)]
    [InlineData(159, 8, 0)]
    public void A_look_costs_at_most_a_tenth_of_the_run(long visits, int users, int rows) =>
        Assert.Equal(rows, CoreSignal.RowsOf(visits, users));

    [Fact]
    public void Without_rows_to_halve_there_is_no_answer()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        Assert.Null(CoreSignal.Of(model, weights, OwnCases.RowsOfUsers((user, _) => user, count: 1), 16, 4));
    }

    /// <summary>B is 0 at the start: that no core has a gradient does not say that users are alike.</summary>
    [Fact]
    public void Without_gradients_there_is_no_answer()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        using (no_grad()) weights[FactorKind.B].Values.zero_();
        Assert.Null(CoreSignal.Of(model, weights, OwnCases.RowsOfUsers((user, row) => 10 * user + row), 16, 4));
    }

    /// <summary>Cores that rest stay as they began to the bit, and A and B are those of one adapter for all.</summary>
    [Fact]
    public void No_freedom_is_pooled_training()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var tied = OwnCases.AlikeAdapter(model);
        using var pooled = OwnCases.Adapter(model, new PooledMethod());
        using (no_grad())
            foreach (var bank in pooled.Banks) bank.Values.copy_(tied[bank.Kind].Values);
        var cores = tied[FactorKind.S].Values.clone();
        var (one, other) = (Steps(model, tied, 0), Steps(model, pooled, 1));
        Assert.Equal(other, one, 1e-6);
        Assert.True(Constant.Read<bool>(tied[FactorKind.S].Values.eq(cores).all()));
        foreach (var bank in pooled.Banks) Assert.True(ReferenceFile.Difference(bank.Values, tied[bank.Kind].Values) < 1e-5, bank.Kind.ToString());
    }

    private static double Steps(Colora.Model.CausalLM model, AdapterWeights weights, double freedom)
    {
        using var trainer = new Trainer(
            model, weights, new OptimizerConfig(), new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 4), "joint", 0, 0)
        {
            CoreFreedom = freedom,
        };
        double loss = 0;
        for (var step = 0; step < 4; step++) loss = trainer.Step(step, [OwnCases.Batch(step, 0, 1, 2)]).Loss;
        return loss;
    }

    private static CoreSignal Found(Func<int, int, int> seedOf)
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        return CoreSignal.Of(model, weights, OwnCases.RowsOfUsers(seedOf), 16, 5)!;
    }
}
