using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

/// <summary>A comparison does each run once, goes on where it was killed, and its sums are those of its rows.</summary>
public sealed class CompareRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CompareRunTests()
    {
        SampleRuns.Write(folder, users: 3, trainRows: 20, testRows: 4);
    }

    [Fact]
    public void It_goes_on_where_it_was_and_reports_without_training()
    {
        using var stop = new CancellationTokenSource();
        var request = Request("base", "local", "fedit", "colora:lora-like");
        var runs = 0;
        var killed = new SilentListener(done =>
        {
            if (done == 4 && ++runs == 2) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => CompareRun.Execute(request, killed, stop.Token));
        var report = CompareRun.Execute(request, new SilentListener());
        Assert.Equal(4 * 2, report.Cells.Count);
        Assert.Equal(["base", "local", "fedit", "colora:lora-like"], report.Summaries.Select(row => row.Arm));
        Assert.True(report.Cells.First(cell => cell.Arm == "fedit").Bytes > 0);
        Assert.Equal(0, report.Cells.First(cell => cell.Arm == "local").Bytes);

        var times = Times();

        // What a process leaves that is killed when a run of the comparison has just ended.
        string[] left = [FolderLock.FileName, "selection.2000000001.tmp"];
        foreach (var run in Directory.GetDirectories(folder["out/runs"]))
        {
            File.WriteAllText(Path.Combine(run, left[0]), "");
            if (new RunDirectory(run).IsFinished) Directory.CreateDirectory(Path.Combine(run, left[1]));
        }

        var steps = 0;
        var again = CompareRun.Execute(request, new SilentListener(_ => steps++));
        Assert.Equal(0, steps);
        Assert.Equal(times, Times());
        Assert.DoesNotContain(Directory.GetFileSystemEntries(folder["out"], "*", SearchOption.AllDirectories), entry => left.Contains(Path.GetFileName(entry)));
        Assert.Equal(report.Summaries.Select(row => row.Mean), again.Summaries.Select(row => row.Mean));
        Assert.Contains("| fedit |", CompareText.Of(again));
        Assert.Matches(@"\| rows \| labelled \|(.*\n)+?\| \d+ \| 9 \| base \|", CompareText.Of(again));
        Assert.Contains("<h1>Should these 3 users train one model together?</h1>", ComparePage.Of(again, "", _ => null));
    }

    [Fact]
    public void Its_sums_are_those_of_the_rows()
    {
        var report = CompareRun.Execute(Request("local", "colora"), new SilentListener());
        var colora = report.Summaries.First(row => row.Arm == "colora");
        double[] Rows(string arm, long seed) => [.. RunJson.ReadPredictions(Path.Combine(folder["out"], report.Cells.First(cell => cell.Arm == arm && cell.Seed == seed).Folder, "predictions.jsonl"))
            .GroupBy(row => row.User).Select(user => user.Average(row => (double)row.ExactMatch!))];
        Assert.Equal(new[] { 0L, 1 }.Average(seed => Rows("colora", seed).Average()), colora.Mean, 12);
        Assert.Equal(new[] { 0L, 1 }.Average(seed => Rows("colora", seed).Average() - Rows("local", seed).Average()), colora.OverLocal!.Mean, 12);
        Assert.Equal(6, report.Fallback[0].Chosen.Values.Sum());
        Assert.InRange(report.Fallback[0].Right, 0, 1);
        Assert.All(report.Cells, cell => Assert.All(cell.Validation.Values, loss => Assert.True(loss > 0)));
    }

    [Fact]
    public void Rates_are_chosen_on_validation_rows_of_another_seed()
    {
        var report = CompareRun.Execute(Request("local") with { Rates = [1e-5, 3e-2, 10] }, new SilentListener());
        Assert.All(report.Cells, cell => Assert.Equal(3e-2, cell.Rate));
        Assert.Equal(2 + 3, Directory.GetDirectories(folder["out", "runs"]).Length);
        long[][] wrong = [[1], [], [100, 100], [-1]];
        foreach (var seeds in wrong)
            Assert.Contains("--tuning-seed", Assert.Throws<InputException>(() => CompareRun.Execute(Request("local") with { TuningSeeds = seeds }, new SilentListener())).Message, StringComparison.Ordinal);
    }

    /// <summary>One rate is best at one seed, the other in the mean of both.</summary>
    [Fact]
    public void Of_several_seeds_the_mean_chooses_a_rate()
    {
        var losses = new Dictionary<(long, double), double> { [(100, 1)] = 1, [(100, 2)] = 1.5, [(101, 1)] = 3, [(101, 2)] = 2, [(100, 0.5)] = 9, [(101, 0.5)] = 9, [(100, 4)] = 9, [(101, 4)] = 9 };
        Assert.Equal((1, 2), (Chosen(100), Chosen(100, 101)));

        double Chosen(params long[] seeds)
        {
            var request = Request("local") with { Rates = [1, 2], TuningSeeds = seeds };
            var rates = new CompareRates(request, (_, key, rate) => losses[(key.Seed, rate)], new SilentListener(), []);
            Assert.Equal(2 * seeds.Length, rates.Planned);
            return rates.Of(request.Arms[0], new CompareKey("local", 16, 0, 7));
        }
    }

    [Fact]
    public void Numbers_of_users_are_compared_too()
    {
        var report = CompareRun.Execute(Request("local", "colora:lora-like") with { UserCounts = [2, 3], Seeds = [0] }, new SilentListener());
        Assert.Equal([(2, "local"), (2, "colora:lora-like"), (3, "local"), (3, "colora:lora-like")], report.Summaries.Select(row => (row.Users, row.Arm)));
        Assert.Equal([2, 2, 3, 3], report.Cells.Select(cell => cell.Score.Count));
        Assert.Equal([2, 3], report.Fallback.Select(row => row.Users));
        Assert.Contains("--users-counts", Assert.Throws<InputException>(() => CompareRun.Execute(Request("local") with { UserCounts = [9], Seeds = [0] }, new SilentListener())).Message);
    }

    [Fact]
    public void Steps_and_validation_rows_are_filled_in_and_said()
    {
        var asked = Request("base") with { Seeds = [0] };
        asked = asked with { Template = asked.Template with { Data = asked.Template.Data with { Validation = 0 }, Training = asked.Template.Training with { Steps = 0 } } };
        RunConfig Effective(int rows)
        {
            var report = CompareRun.Execute(asked with { Rows = [rows] }, new SilentListener());
            Assert.Equal(3, report.Cells.Single().Users);
            return CompareDefaults.Complete(asked with { Rows = [rows] }, new SilentListener()).Request.Template;
        }

        Assert.Equal((16, 60), ((int)Effective(4).Data.Validation, Effective(4).Training.Steps));
        Assert.Equal(2, Effective(18).Data.Validation);
        Assert.Contains("20 labelled rows", Refusal(asked with { Rows = [4, 20] }));
        Assert.Contains("--validation", Refusal(Request("base") with { Rows = [18] }));
        Assert.Contains("training.epochs", Refusal(asked with { Template = asked.Template with { Training = new TrainingConfig { Epochs = 5 } } }));
    }

    [Fact]
    public void What_is_given_twice_is_refused()
    {
        var request = Request("base", "local");
        Assert.Contains("--seeds", Refusal(request with { Seeds = [0, 1, 0] }));
        Assert.Contains("--examples-per-user", Refusal(request with { Rows = [4, 4] }));
        Assert.Contains("--users-counts", Refusal(request with { UserCounts = [2, 2] }));
        Assert.Contains("--methods", Refusal(Request("local", "local")));
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void Rows_can_be_judged_by_another_score()
    {
        var asked = Request("local", "colora:lora-like") with { Seeds = [0] };
        var byRouge = CompareRun.Execute(asked with { Score = Score.RougeL }, new SilentListener());
        var byLoss = CompareRun.Execute(asked with { Score = Score.Nll }, new SilentListener());
        Assert.Equal(2, Directory.GetDirectories(folder["out", "runs"]).Length);
        foreach (var (rouge, loss) in byRouge.Cells.Zip(byLoss.Cells))
        {
            var rows = RunJson.ReadPredictions(Path.Combine(folder["out"], rouge.Folder, "predictions.jsonl")).GroupBy(row => row.User).ToList();
            Assert.Equal(rows.Average(user => user.Average(row => row.RougeL!.Value)), rouge.Mean, 12);
            Assert.Equal(-rows.Average(user => user.Average(row => row.Nll!.Value / row.Tokens)), loss.Mean, 12);
            Assert.Equal(rouge.Mean, loss.Measures!.RougeL!.Value, 12);
        }

        Assert.Contains("in points of 100", CompareText.Of(byRouge));
        Assert.Equal(["exact match", "exact match (SQuAD)", "NLL"], CompareTables.Arms(byRouge).Columns.Select(column => column.Header).Intersect(["exact match", "exact match (SQuAD)", "ROUGE-L", "NLL"]));
        Assert.Contains("in nats", CompareText.Of(byLoss));
        Assert.Equal(["exact match", "ROUGE-L"], CompareTables.Arms(byLoss).Columns.Select(column => column.Header).Intersect(["exact match", "ROUGE-L", "NLL"]));
        Assert.Contains(byLoss.Summaries[0].Mean.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture), CompareText.Of(byLoss));
        var unmeasured = asked with { Template = asked.Template with { Evaluation = asked.Template.Evaluation with { Likelihood = false } }, Score = Score.Nll };
        Assert.Contains("evaluation.likelihood", Refusal(unmeasured));
    }

    [Fact]
    public void Rates_can_be_those_of_another_comparison()
    {
        var other = CompareRun.Execute(Request("local") with { Rates = [1e-5, 3e-2, 10] }, new SilentListener());
        var report = CompareRun.Execute(Request("local") with { RatesFrom = other, Seeds = [2] }, new SilentListener());
        Assert.Equal(3e-2, Assert.Single(report.Cells).Rate);
        Assert.DoesNotContain(report.Notes, note => note.Contains("another base"));
        var elsewhere = CompareRun.Execute(Request("local") with { RatesFrom = other with { Base = "00" }, Seeds = [2] }, new SilentListener());
        Assert.Contains(elsewhere.Notes, note => note.Contains("another base"));
        Assert.Contains("fedit", Assert.Throws<InputException>(() => CompareRun.Execute(Request("fedit") with { RatesFrom = other }, new SilentListener())).Message);
    }

    [Fact]
    public void Ablations_are_arms_with_settings_of_their_own()
    {
        var request = Request("local", "colora:lora-like", "colora:lora-like@adapter.rank=2", "colora:lora-like@rounds.rounds=1@rounds.phases=alternating") with { Seeds = [0] };
        var report = CompareRun.Execute(request, new SilentListener());
        RunConfig Config(int arm) => new RunDirectory(Path.Combine(folder["out"], report.Cells.Single(cell => cell.Arm == request.Arms[arm].Name).Folder)).ReadConfig();
        Assert.Equal([3, 2, 3], new[] { 1, 2, 3 }.Select(arm => Config(arm).Adapter.Rank));
        Assert.Equal([0, 0, 3], new[] { 1, 2, 3 }.Select(arm => Config(arm).Rounds.Rounds));
        Assert.Equal(Colora.Federation.RoundPhases.Alternating, Config(3).Rounds.Phases);
        Assert.Equal(["local", "colora:lora-like"], report.Fallback.Single().Chosen.Keys);
        Assert.Contains("adapter.rank: 0", Assert.Throws<InputException>(() => CompareRun.Execute(Request("colora@adapter.rank=0"), new SilentListener())).Message);
    }

    [Fact]
    public void It_says_how_alike_the_users_are_and_who_gains()
    {
        var report = CompareRun.Execute(Request("local", "colora:lora-like") with { Seeds = [0] }, new SilentListener());
        var found = report.Similarity!.Found;
        Assert.Equal(3, found.Users.Count);
        Assert.Equal((found.Cosines[0][1] + found.Cosines[0][2]) / 2, report.Similarity.MeanOf(found.Users[0]), 12);
        Assert.Contains("From the cores of colora:lora-like with 6 rows, seed 0", CompareText.Of(report));
        Assert.Contains("| colora:lora-like |", CompareText.Of(report));
        Assert.Null(CompareRun.Execute(Request("local") with { Seeds = [0] }, new SilentListener()).Similarity);
        Assert.Null(RunJson.Read<CompareReport>(folder["out", "report.json"]).Similarity);
    }

    [Fact]
    public void Runs_of_other_rows_are_not_taken_for_these()
    {
        Answers("ab");
        var first = CompareRun.Execute(Labelled(folder["cmp"], "base", "local"), new SilentListener());
        Answers("zzzzzzzzzz q");
        var again = CompareRun.Execute(Labelled(folder["cmp"], "base", "local", "pooled"), new SilentListener());
        var fresh = CompareRun.Execute(Labelled(folder["fresh"], "base", "local", "pooled"), new SilentListener());
        Assert.Equal(fresh.Summaries.Select(row => (row.Arm, row.Mean)), again.Summaries.Select(row => (row.Arm, row.Mean)));
        Assert.All(again.Summaries.Zip(first.Summaries), pair => Assert.NotEqual(pair.First.Mean, pair.Second.Mean));

        // The first rows again: what was made of them is still there.
        Answers("ab");
        var notes = new SilentListener();
        Assert.Equal(first.Summaries.Select(row => row.Mean), CompareRun.Execute(Labelled(folder["cmp"], "base", "local"), notes).Summaries.Select(row => row.Mean));
        Assert.Equal(2, notes.Notes.Count(note => note.Contains("kept from before")));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer_config.json")]
    [InlineData("config.json")]
    public void Runs_of_another_base_are_not_taken_for_these(string file)
    {
        Answers("ab");
        var first = CompareRun.Execute(Labelled(folder["cmp"], "base", "local"), new SilentListener());
        if (file == "model.safetensors")
        {
            Directory.Delete(folder["model"], recursive: true);
            Colora.Synthetic.Samples.SampleModel.Write(folder["model"], Colora.Synthetic.Samples.SampleModelShape.Tiny, 2);
        }
        else
        {
            File.AppendAllText(folder["model", file], "\n");
        }

        var again = CompareRun.Execute(Labelled(folder["cmp"], "base", "local"), new SilentListener());
        Assert.Empty(first.Cells.Select(cell => cell.Folder).Intersect(again.Cells.Select(cell => cell.Folder)));
        if (file == "model.safetensors") Assert.NotEqual(first.Summaries[0].Mean, again.Summaries[0].Mean);
    }

    [Fact]
    public void The_place_of_model_and_data_makes_no_other_run()
    {
        Answers("ab");
        var request = Labelled(folder["cmp"], "base", "local");
        CompareRun.Execute(request, new SilentListener());
        Directory.Move(folder["model"], folder["elsewhere"]);
        Directory.Move(folder["labelled"], folder["moved"]);
        var steps = 0;
        CompareRun.Execute(request with { Template = request.Template with { Model = folder["elsewhere"], Data = request.Template.Data with { Path = folder["moved"] } } }, new SilentListener(_ => steps++));
        Assert.Equal(0, steps);
    }

    [Fact]
    public void Files_of_other_rows_are_never_paired()
    {
        var request = Request("base", "local") with { Seeds = [0] };
        var report = CompareRun.Execute(request, new SilentListener());
        var path = Path.Combine(folder["out"], report.Cells[1].Folder, "predictions.jsonl");
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [lines[0], .. lines[2..]]);
        var refusal = Refusal(request);
        Assert.Contains("predictions.jsonl:2", refusal);
        Assert.Contains("11 rows", refusal);
        Assert.Contains("12 rows", refusal);
        File.WriteAllLines(path, [lines[1], lines[0], .. lines[2..]]);
        Assert.Contains("predictions.jsonl:1", Refusal(request));
        File.WriteAllLines(path, lines);
        CompareRun.Execute(request, new SilentListener());
        path = Path.Combine(folder["out"], report.Cells[0].Folder, "validation.jsonl");
        lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [lines[1], lines[0], .. lines[2..]]);
        Assert.Contains("validation.jsonl:1", Refusal(request));
    }

    [Theory]
    [InlineData("report.json")]
    [InlineData("predictions.jsonl")]
    public void A_judgement_that_was_damaged_is_made_again_without_training(string name)
    {
        var request = Request("local") with { Rows = [4], Seeds = [0] };
        var before = CompareRun.Execute(request, new SilentListener());
        File.WriteAllText(folder["out", before.Cells[0].Folder, name], "{");
        var steps = 0;
        var listener = new SilentListener(_ => steps++);
        var after = CompareRun.Execute(request, listener);
        Assert.Equal(0, steps);
        Assert.Single(listener.Notes, note => note.Contains(name, StringComparison.Ordinal) && note.EndsWith(": made again", StringComparison.Ordinal));
        Assert.Equal(before.Cells[0].Score, after.Cells[0].Score);
    }

    [Theory]
    [InlineData("collora")]
    [InlineData("local:spectral")]
    [InlineData("colora:nothing")]
    [InlineData("colora@data.seed=1")]
    [InlineData("colora@adapter.rank")]
    [InlineData("colora@adapter.method=local")]
    [InlineData("colora@optimizer.learning_rate=1")]
    public void An_unknown_arm_is_refused(string name) => Assert.Contains(name, Assert.Throws<InputException>(() => CompareArm.Parse(name)).Message);

    public void Dispose() => folder.Dispose();

    private static string Refusal(CompareRequest request) => Assert.Throws<InputException>(() => CompareRun.Execute(request, new SilentListener())).Message;

    /// <summary>Two users of twelve rows, all with one answer; the test rows are the first six with a q before the input.</summary>
    private void Answers(string answer)
    {
        foreach (var user in (string[])["u1", "u2"])
        {
            Directory.CreateDirectory(folder["labelled", user]);
            File.WriteAllLines(folder["labelled", user, "train.jsonl"], Enumerable.Range(1, 12).Select(i => $$"""{"input":"{{user}} {{i}}","output":"{{answer}}"}"""));
            File.WriteAllLines(folder["labelled", user, "test.jsonl"], Enumerable.Range(1, 6).Select(i => $$"""{"input":"q{{user}} {{i}}","output":"{{answer}}"}"""));
        }
    }

    private CompareRequest Labelled(string target, params string[] arms) => new(
        SampleRuns.Config(folder) with { Data = new Colora.Data.DataConfig { Path = folder["labelled"], Validation = 2 }, Training = new TrainingConfig { Steps = 3 } },
        [.. arms.Select(CompareArm.Parse)], [0], [6], [0], [5e-3], [100], null, target)
    {
        Score = Score.Nll,
    };

    private Dictionary<string, DateTime> Times() => Directory.GetFiles(folder["out", "runs"], "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);

    private CompareRequest Request(params string[] arms) => new(
        SampleRuns.Config(folder) with
        {
            Training = new TrainingConfig { Steps = 6, BatchSize = 3 },
            Rounds = new Colora.Federation.RoundsConfig { LocalSteps = 2 },
        },
        [.. arms.Select(CompareArm.Parse)], [0, 1], [6], [0], [], [100], null, folder["out"])
    { Exact = true };
}
