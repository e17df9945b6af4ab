using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Studies.Similarity;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

/// <summary>Every arm sees as many rows, each chooses its own rate, and what else could flatter an arm is said.</summary>
public sealed class CompareBudgetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CompareBudgetTests() => SampleRuns.Write(folder, users: 3, trainRows: 20, testRows: 4);

    [Fact]
    public void All_trainings_of_a_comparison_are_one_progress()
    {
        var shares = new List<double?>();
        CompareRun.Execute(Request("base", "local", "pooled") with { Seeds = [0, 1], Rates = [1e-3, 2e-3] }, new StageListener(progress => shares.Add(progress.Whole)));
        Assert.DoesNotContain(null, shares);
        Assert.True(shares[0] <= 1.0 / 10, "of 4 rates and 6 runs the first has begun");
        Assert.Equal(1, shares[^1]);
    }

    [Fact]
    public void Colora_stands_in_rounds_beside_arms_that_do()
    {
        var report = CompareRun.Execute(Request("local", "local-all", "pooled", "fedit", "colora:lora-like"), new SilentListener());
        Assert.Equal(["local", "local-all", "pooled", "fedit", "colora:lora-like", "colora:lora-like@rounds.rounds=3"], report.Summaries.Select(row => row.Arm));

        // 6 steps of 3 rows; 6 training and 3 validation rows a user.
        Assert.All(report.Summaries, row => Assert.Equal((18.0, 0.0, 9), (row.RowVisits, row.RaceRowVisits, row.LabelledRows)));
        Assert.All(report.Summaries, row => Assert.InRange(row.Tokens, 18, 18 * 64));
        Assert.True(report.Summaries[^1].Megabytes > 0);
        Assert.Contains(report.Notes, note => note.StartsWith("colora:lora-like@rounds.rounds=3 stands beside", StringComparison.Ordinal));
        Assert.Equal(5, CompareRun.Execute(Request("local", "local-all", "pooled", "fedit", "colora:lora-like") with { Exact = true }, new SilentListener()).Summaries.Count);

        // Alone on all labelled rows: nothing is kept back, the last step counts.
        RunInfo Info(string arm) => RunJson.Read<RunInfo>(new RunDirectory(Path.Combine(folder["out"], report.Cells.First(cell => cell.Arm == arm).Folder)).Info);
        Assert.All(Info("local-all").Users, user => Assert.Equal((9, 0), (user.Train, user.Validation)));
        Assert.All(Info("local").Users, user => Assert.Equal((6, 3), (user.Train, user.Validation)));
        Assert.NotNull(report.Summaries[2].OverLocalAll);
        Assert.Null(report.Summaries[1].OverLocalAll);
    }

    [Fact]
    public void Beside_a_race_the_best_fixed_arm_has_as_much_training()
    {
        var report = CompareRun.Execute(Raced("local", "colora:lora-like", "colora:auto"), new SilentListener());
        Assert.Equal(4, report.Summaries.Count);
        var (raced, longer) = (report.Summaries[2], report.Summaries[3]);
        Assert.EndsWith("@budget=auto", longer.Arm);
        Assert.True(raced.RaceRowVisits > 0);
        Assert.InRange(longer.RowVisits, raced.RowVisits + raced.RaceRowVisits, raced.RowVisits + raced.RaceRowVisits + 2);
        var fixedArms = report.Summaries.Take(2).MinBy(row => report.Cells.Where(cell => cell.Arm == row.Arm).Average(cell => cell.Validation.Values.Average()))!;
        Assert.Equal($"{fixedArms.Arm}@budget=auto", longer.Arm);
        Assert.Contains(report.Notes, note => note.Contains("heats and run", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("on top of the 18", StringComparison.Ordinal));
        Assert.DoesNotContain(longer.Arm, report.Fallback[0].Chosen.Keys);

        // It can be named too, and needs a race beside it.
        Assert.Equal(["local@budget=auto", "colora:auto"], CompareRun.Execute(Raced("local@budget=auto", "colora:auto") with { Seeds = [0] }, new SilentListener()).Summaries.Select(row => row.Arm));
        Assert.Contains("heats are the budget", Refusal(Raced("local@budget=auto", "local")));
    }

    [Fact]
    public void Steps_and_rows_that_rounds_cannot_share_are_refused_or_levelled()
    {
        var request = Request("local", "fedit");
        Assert.Contains("--steps 6 or 8", Refusal(request with { Template = request.Template with { Training = request.Template.Training with { Steps = 7 } } }));
        var report = CompareRun.Execute(request with { Template = request.Template with { Training = request.Template.Training with { BatchSize = 4 } }, Seeds = [0] }, new SilentListener());
        Assert.All(report.Summaries, row => Assert.Equal(18, row.RowVisits));
        Assert.Contains(report.Notes, note => note.StartsWith("A step takes 3 rows instead of 4, in all arms", StringComparison.Ordinal));
        var accumulated = CompareRun.Execute(request with { Template = request.Template with { Training = request.Template.Training with { GradientAccumulation = 2 } }, Seeds = [0] }, new SilentListener());
        Assert.All(accumulated.Summaries, row => Assert.Equal(36, row.RowVisits));
    }

    [Fact]
    public void A_grid_whose_edge_wins_is_widened_and_a_rate_that_diverges_loses()
    {
        var report = CompareRun.Execute(Request("local") with { Rates = [1e-5, 2e-5], Seeds = [0] }, new SilentListener());
        Assert.Equal(1.6e-4, Assert.Single(report.Cells).Rate!.Value, 12);
        Assert.Equal(1.6e-4, report.Summaries[0].Rate!.Value, 12);
        Assert.Contains(report.Notes, note => note.Contains("widened", StringComparison.Ordinal) && note.Contains("still at its edge", StringComparison.Ordinal));

        var diverging = Request("local") with { Rates = [1e-3, 1e39], Seeds = [0] };
        var heard = new SilentListener();
        Assert.NotEqual(1e39, CompareRun.Execute(diverging, heard).Cells[0].Rate);
        Assert.Contains(heard.Notes, note => note.Contains("counts as infinitely bad", StringComparison.Ordinal));
        heard = new SilentListener();
        CompareRun.Execute(diverging, heard);
        Assert.Contains(heard.Notes, note => note.Contains("diverged before", StringComparison.Ordinal));
        Assert.Throws<DivergenceException>(() => CompareRun.Execute(Request("local") with { Rates = [1e38, 1e39], Seeds = [0] }, new SilentListener()));
        Assert.Contains("above 0", Refusal(Request("local") with { Rates = [0, 1e-3] }));
    }

    [Fact]
    public void Rates_of_other_users_or_of_another_base_are_refused()
    {
        var other = CompareRun.Execute(Request("local") with { Seeds = [0] }, new SilentListener());
        Assert.Contains(other.Notes, note => note.Contains("none of them has chosen", StringComparison.Ordinal));
        Assert.Contains("other-preset", Refusal(Request("local") with { RatesFrom = other with { Preset = "other-preset" } }));
        Assert.Contains("another-base", Refusal(Request("local") with { RatesFrom = other with { Model = "another-base", Base = null } }));
        Assert.Contains(CompareRun.Execute(Request("local@adapter.rank=2") with { RatesFrom = other, Seeds = [0] }, new SilentListener()).Notes, note => note.Contains("was chosen for local", StringComparison.Ordinal));
    }

    [Fact]
    public void One_seed_and_scores_at_the_floor_are_said()
    {
        var one = CompareRun.Execute(Request("base", "local", "pooled") with { Seeds = [0] }, new SilentListener());
        Assert.False(one.CarriesTrainingVariance);
        Assert.Contains("with one seed, what training varies by is not in the interval", one.Intervals);
        Assert.Contains(one.Notes, note => note.StartsWith("One seed:", StringComparison.Ordinal));
        var two = CompareRun.Execute(Request("base", "local", "pooled"), new SilentListener());
        Assert.True(two.CarriesTrainingVariance);
        Assert.Contains("1 degree of freedom", two.Intervals);
        Assert.DoesNotContain(two.Notes, note => note.StartsWith("One seed", StringComparison.Ordinal));

        // Six steps teach the tiny model nothing that could be an exact answer.
        Assert.Contains(two.Notes, note => note.Contains("every arm is at the floor", StringComparison.Ordinal) && note.Contains("--score nll", StringComparison.Ordinal));
        var pooled = two.Summaries.Single(row => row.Arm == "pooled");

        // Four test rows a user allow no chance below 1/8.
        Assert.Equal((0.125, 0, "Holm"), (pooled.SmallestChance!.Value, pooled.Decidable, pooled.Correction));
        Assert.Contains(two.Notes, note => note.Contains("allow no chance below 0.125", StringComparison.Ordinal));
        Assert.NotNull(pooled.Pooled);
    }

    [Fact]
    public void Groups_share_the_rows_of_a_step()
    {
        Assert.Equal([6, 6, 4], ClusterRun.Shares(16, [3, 3, 2]));
        Assert.Equal([4, 3, 3], ClusterRun.Shares(10, [1, 1, 1]).OrderDescending());
        Assert.Equal(16, ClusterRun.Shares(16, [5, 3, 3, 1, 1]).Sum());
        Assert.Equal([1, 1, 1], ClusterRun.Shares(2, [2, 1, 1]));
        Assert.Equal([8, 8], ClusterRun.Shares(16, [4, 4]));
    }

    public void Dispose() => folder.Dispose();

    private static string Refusal(CompareRequest request) => Assert.Throws<InputException>(() => CompareRun.Execute(request, new SilentListener())).Message;

    private CompareRequest Raced(params string[] arms)
    {
        var request = Request(arms);
        return request with { Template = request.Template with { Start = request.Template.Start with { Budget = 1 } } };
    }

    private CompareRequest Request(params string[] arms) => new(
        SampleRuns.Config(folder) with
        {
            Schedule = new ScheduleConfig { WarmupRatio = 0 },
            Training = new TrainingConfig { Steps = 6, BatchSize = 3 },
            Rounds = new Colora.Federation.RoundsConfig { LocalSteps = 2 },
        },
        [.. arms.Select(CompareArm.Parse)], [0, 1], [6], [0], [], [100], null, folder["out"]);
}
