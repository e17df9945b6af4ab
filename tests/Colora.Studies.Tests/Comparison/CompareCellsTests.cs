using System.Text.Json.Nodes;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

/// <summary>Finished runs kept as small files are gone on from, anywhere.</summary>
public sealed class CompareCellsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CompareCellsTests() => SampleRuns.Write(folder, users: 3, trainRows: 20, testRows: 4);

    [Fact]
    public void A_comparison_goes_on_from_kept_runs_and_says_the_same()
    {
        using var stop = new CancellationTokenSource();
        var runs = 0;
        var killed = new SilentListener(done =>
        {
            if (done == 6 && ++runs == 4) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => CompareRun.Execute(Request("first"), killed, stop.Token));
        var kept = Directory.GetFiles(folder["cells"]).Length;
        Assert.True(kept >= 2);

        // Another folder, as on another machine: only what is missing is trained.
        var report = CompareRun.Execute(Request("second"), new SilentListener());
        Assert.True(Directory.GetDirectories(folder["second", "runs"]).Length < Directory.GetFiles(folder["cells"]).Length);
        var steps = 0;
        var again = CompareRun.Execute(Request("third"), new SilentListener(_ => steps++));
        Assert.Equal(0, steps);
        Assert.Equal(Text(report), Text(again));
        Assert.NotNull(again.Similarity);
        Assert.All(Directory.GetFiles(folder["cells"]), file => Assert.InRange(new FileInfo(file).Length, 2, 6000));
    }

    [Fact]
    public void Other_rows_another_score_or_a_damaged_file_are_never_taken_for_it()
    {
        var request = Request("first") with { Arms = [CompareArm.Parse("local")], Rates = [], Seeds = [0] };
        CompareRun.Execute(request, new SilentListener());
        var steps = 0;
        CompareRun.Execute(request with { Out = folder["second"], Rows = [5] }, new SilentListener(_ => steps++));
        Assert.True(steps > 0);
        var judged = CompareRun.Execute(request with { Out = folder["third"], Score = Score.Nll }, new SilentListener());
        Assert.True(judged.Summaries[0].Mean < 0);
        foreach (var file in Directory.GetFiles(folder["cells"])) File.WriteAllText(file, "{");
        Assert.Contains(folder["cells"], Assert.Throws<InputException>(() => CompareRun.Execute(request with { Out = folder["fourth"] }, new SilentListener())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("losses", "validation rows of")]
    [InlineData("scores", "test rows of")]
    [InlineData("score", "the mean of its")]
    [InlineData("steps", "different lengths")]
    [InlineData("user", "the users that the cell scores")]
    public void A_kept_run_whose_numbers_do_not_belong_together_is_refused(string damage, string mentions)
    {
        var request = Request("first") with { Arms = [CompareArm.Parse("base"), CompareArm.Parse("local"), CompareArm.Parse("colora:lora-like")], Rates = [], Seeds = [0] };
        CompareRun.Execute(request, new SilentListener());
        var file = Assert.Single(Directory.GetFiles(folder["cells"], "colora-lora-like*"));
        var kept = JsonNode.Parse(File.ReadAllText(file))!;
        var user = kept["scores"]!.AsObject().First().Key;
        if (damage == "losses") kept["losses"]![user]!.AsArray().RemoveAt(0);
        if (damage == "steps") kept["losses"]![user]![0]!.AsArray().RemoveAt(0);
        if (damage == "scores") kept["scores"]![user]!.AsArray().Add(kept["cell"]!["score"]![user]!.GetValue<double>());
        if (damage == "score") kept["cell"]!["score"]![user] = 12.5;
        if (damage == "user") kept["losses"]!["nobody"] = kept["losses"]![user]!.DeepClone();
        File.WriteAllText(file, kept.ToJsonString());
        var message = Assert.Throws<InputException>(() => CompareRun.Execute(request with { Out = folder["second"] }, new SilentListener())).Message;
        Assert.Contains(mentions, message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_arm_without_a_race_has_no_heats_whatever_a_kept_run_says()
    {
        var request = Request("first") with { Arms = [CompareArm.Parse("base"), CompareArm.Parse("local")], Rates = [], Seeds = [0], Exact = false };
        CompareRun.Execute(request, new SilentListener());
        foreach (var file in Directory.GetFiles(folder["cells"]))
        {
            var kept = JsonNode.Parse(File.ReadAllText(file))!;
            kept["cell"]!["race_row_visits"] = 1_000_000_000_000;
            File.WriteAllText(file, kept.ToJsonString());
        }

        var steps = 0;
        Assert.Equal(2, CompareRun.Execute(request with { Out = folder["second"] }, new SilentListener(_ => steps++)).Summaries.Count);
        Assert.Equal(0, steps);
    }

    public void Dispose() => folder.Dispose();

    // Folders are named alike everywhere; seconds are the kept ones.
    private static string Text(CompareReport report) => System.Text.Json.JsonSerializer.Serialize(report, RunJson.Document);

    private CompareRequest Request(string name) => new(
        SampleRuns.Config(folder) with { Training = new TrainingConfig { Steps = 6, BatchSize = 3 } },
        [.. ((string[])["base", "local", "colora:lora-like", "clusters:lora-like"]).Select(CompareArm.Parse)], [0, 1], [6], [0], [1e-3, 3e-3], [100], null, folder[name])
    { Exact = true, Cells = folder["cells"] };
}
