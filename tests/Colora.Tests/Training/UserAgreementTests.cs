using Colora.Adapters;
using Colora.Data;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Training;

/// <summary>The agreement of users, corrected for the noise of few rows.</summary>
public sealed class UserAgreementTests
{
    [Fact]
    public void Users_with_the_same_rows_agree_as_much_as_their_halves()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        var found = UserAgreement.Of(model, weights, OwnCases.RowsOfUsers((_, row) => row), 5)!;
        Assert.Equal(found.Within, found.Between, 1e-4);
        Assert.Equal(1, found.Corrected, 1e-2);
        Assert.True(found.Within < 0.9);
    }

    [Fact]
    public void Users_with_rows_of_their_own_agree_less_than_their_halves()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        var found = UserAgreement.Of(model, weights, OwnCases.RowsOfUsers((user, row) => 100 * user + row / 2), 4)!;

        // Both halves of a user are the same rows.
        Assert.Equal(1, found.Within, 1e-5);
        Assert.True(found.Corrected < 0.7, $"{found}");
        Assert.Equal(found.Between, found.Corrected, 1e-5);
    }

    [Fact]
    public void It_is_the_mean_cosine_of_gradients_taken_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        var rows = OwnCases.RowsOfUsers((user, row) => 10 * user + row);
        var halves = Enumerable.Range(0, 2).Select(half => Enumerable.Range(0, 3).Select(user =>
        {
            var training = new AdapterTraining(weights, _ => [FactorKind.S]);
            float[] plain = [];
            using var trainer = new Trainer(model, training, new OptimizerConfig { MaxGradNorm = 0 }, new LearningRateSchedule(new ScheduleConfig { WarmupRatio = 0 }, 1), 0, 0)
            {
                OptimizerOf = _ => new Kept(values => plain = values),
            };
            trainer.Step(0, [new TokenBatch([.. rows[user].Where((_, row) => row % 2 == half)])]);
            return plain;
        }).ToList()).ToList();
        double Cosine(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second) / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
        var found = UserAgreement.Of(model, weights, rows, 4)!;
        Assert.Equal(Enumerable.Range(0, 3).Average(user => Cosine(halves[0][user], halves[1][user])), found.Within, 1e-4);
        Assert.Equal(Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, 3).Where(j => j != i).Select(j => Cosine(halves[0][i], halves[1][j]))).Average(), found.Between, 1e-4);
    }

    [Fact]
    public void Without_rows_to_halve_there_is_no_answer()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.AlikeAdapter(model);
        Assert.Null(UserAgreement.Of(model, weights, OwnCases.RowsOfUsers((user, _) => user, count: 1), 4));
        Assert.Equal(double.NaN, new UserAgreement(0.01, 0.3).Corrected);
        Assert.Equal(-1, new UserAgreement(0.3, -0.4).Corrected);
    }

    /// <summary>Keeps the gradient and steps nothing.</summary>
    private sealed class Kept(Action<float[]> keep) : IOptimizer
    {
        public void Step(IActiveParameters active, ParameterGroup group, double factor) => keep(active.Gradient(group).contiguous().data<float>().ToArray());
    }
}
