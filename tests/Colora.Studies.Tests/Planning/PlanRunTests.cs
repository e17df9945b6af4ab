using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Studies.Planning;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Planning;

/// <summary>Plans from pilots whose scores follow the law that a plan assumes, and from such as do not carry one.</summary>
public sealed class PlanRunTests
{
    // Factors 4 × 20 and 20 × 4 with a 4 × 4 core: P = 16, S = 160 − 32.
    private const double Share = 16.0 / (16 + 128);

    private static readonly (int Users, int Rows)[] Sizes = [(4, 4), (4, 16), (8, 4), (8, 8), (8, 16)];

    [Fact]
    public void Rows_for_a_target_follow_from_the_counting_law()
    {
        using var folder = Pilot(Sizes, noise: 0);
        var report = PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, null, 60));
        Assert.Equal("colora:lora-like", report.Arm);
        Assert.Equal(Share, report.PersonalShare, 1e-12);
        Assert.Equal(1, report.StepLimited);
        var summary = new RunDirectory(folder["runs", "run"]).Summary;
        RunJson.Write(summary, RunJson.Read<RunSummary>(summary) with { SharedStep = null, StepOfUser = new Dictionary<string, long> { ["u0"] = 60, ["u1"] = 40 } });
        Assert.Equal(0.5, PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, null, 60)).StepLimited);
        Assert.Equal(Enumerable.Range(1, 64).First(rows => Score(8, rows) >= 0.6), report.Asked!.Rows);
        Assert.Equal(Score(8, report.Asked.Rows) * 100, report.Asked.Score, 1e-6);
        Assert.Equal(report.Asked, report.Safe);
        Assert.Equal(Sizes.Length * 3, report.Checks.Sum(check => check.Measured.Count));
    }

    [Fact]
    public void Users_for_a_target_follow_from_it_too()
    {
        using var folder = Pilot(Sizes, noise: 0);
        var report = PlanRun.Execute(new PlanRequest(folder.FullPath, null, null, 8, 50));
        Assert.Equal(Enumerable.Range(1, 32).First(users => Score(users, 8) >= 0.5), report.Asked!.Users);
        Assert.Equal(Score(report.Asked.Users, 8) * 100, report.Asked.Score, 1e-6);
        Assert.All(report.Curve, point => Assert.Equal(8, point.Rows));
        Assert.Contains($"from {report.Asked.Users} users on", report.Answer);
        Assert.Contains("two of them", Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, 8, 50))).Message);
    }

    [Fact]
    public void A_pilot_of_one_number_of_users_says_nothing_of_others()
    {
        using var folder = Pilot([(8, 4), (8, 8), (8, 16)], noise: 0.1);
        Assert.Contains("--users-counts", Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, null, null, 8, 50))).Message);
    }

    [Fact]
    public void Noise_opens_the_interval_and_the_sizes_held_back_lie_in_it()
    {
        using var folder = Pilot(Sizes, noise: 0.2);
        var report = PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, 24, null));
        Assert.True(report.Asked!.Lower < report.Asked.Score && report.Asked.Score < report.Asked.Upper);
        Assert.InRange(Score(8, 24) * 100, report.Asked.Lower, report.Asked.Upper);
        Assert.True(report.Checks.Sum(check => check.Inside) >= 12, $"{report.Checks.Sum(check => check.Inside)} of 15");
    }

    [Theory]
    [InlineData(8, 65, "--rows")]
    [InlineData(8, 1, "--rows")]
    [InlineData(33, 8, "--users")]
    [InlineData(1, 8, "--users")]
    public void What_lies_beyond_the_pilot_is_refused(int users, int rows, string where)
    {
        using var folder = Pilot(Sizes, noise: 0.1);
        var refusal = Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, null, users, rows, null)));
        Assert.Equal(where, refusal.Where);
        Assert.Contains("2 to 64 rows and 2 to 32 users", refusal.Expected);
    }

    [Fact]
    public void A_pilot_of_two_sizes_and_an_unknown_arm_are_refused()
    {
        using var folder = Pilot(Sizes[..2], noise: 0.1);
        Assert.Contains("2 sizes", Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, null, null, null, 50))).Message);
        Assert.Contains("colora:lora-like", Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, "fedit", null, null, 50))).Message);
    }

    [Fact]
    public void A_pilot_by_loss_is_refused()
    {
        using var folder = Pilot(Sizes, noise: 0.1);
        var report = RunJson.Read<CompareReport>(folder["report.json"]);
        RunJson.Write(folder["report.json"], report with { Score = Colora.Evaluation.Score.Nll });
        Assert.Contains("--score", Assert.Throws<InputException>(() => PlanRun.Execute(new PlanRequest(folder.FullPath, null, null, null, 50))).Message);
    }

    [Fact]
    public void A_target_out_of_reach_is_said_to_be()
    {
        using var folder = Pilot(Sizes, noise: 0.1);
        var report = PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, null, 99.9));
        Assert.Null(report.Asked);
        Assert.Contains("not predicted to reach", report.Answer);
    }

    [Fact]
    public void Cells_that_know_their_share_need_no_runs()
    {
        using var folder = Pilot([(8, 4), (8, 8), (8, 16), (8, 32)], 0);
        var read = PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, 16, null));
        var report = RunJson.Read<CompareReport>(folder["report.json"]);
        RunJson.Write(folder["report.json"], report with { Cells = [.. report.Cells.Select(cell => cell with { PersonalShare = read.PersonalShare, StepLimited = read.StepLimited })] });
        Directory.Delete(folder["runs"], recursive: true);
        var known = PlanRun.Execute(new PlanRequest(folder.FullPath, null, 8, 16, null));
        Assert.Equal((read.PersonalShare, read.StepLimited, read.Answer), (known.PersonalShare, known.StepLimited, known.Answer));
    }

    private static double Score(int users, int rows, double noise = 0) =>
        1 / (1 + Math.Exp(3 - (0.9 * Math.Log(rows / (Share + ((1 - Share) / users)))) - noise));

    /// <summary>A report has one; the planner reads the cells alone.</summary>
    private static CompareSummary Summary { get; } = new("colora:lora-like", 4, 0.5, 0.1, 0.4, null, null, 0, 0, 8, 0, 1, []);

    private static TemporaryFolder Pilot((int Users, int Rows)[] sizes, double noise)
    {
        var folder = new TemporaryFolder();
        var state = (ulong)SeedSequence.Derive(1, "pilot");
        double Noise() => noise * (Enumerable.Range(0, 12).Sum(_ => SeedSequence.Next(ref state) / (double)ulong.MaxValue) - 6);
        var cells = sizes.SelectMany(size => Enumerable.Range(0, 3).Select(seed =>
        {
            var score = Score(size.Users, size.Rows, Noise());
            return new CompareCell("colora:lora-like", size.Rows, size.Users, seed, 5e-3, "runs/run", Enumerable.Range(0, size.Users).ToDictionary(user => $"u{user}", _ => score), new Dictionary<string, double?>(), 0, 0, 1);
        })).ToList();
        RunJson.Write(folder["report.json"], new CompareReport("preset", "model", Colora.Evaluation.Score.ExactMatch, [Summary], [], cells));
        var final = new RunDirectory(folder["runs", "run"]).Final;
        Directory.CreateDirectory(final);
        RunJson.Write(new RunDirectory(folder["runs", "run"]).Summary, new RunSummary(60, 1, 1, 1, 0.1, false, 60, new Dictionary<string, long>(), new Dictionary<string, double?>(), final));
        File.WriteAllText(Path.Combine(final, AdapterFiles.LayoutName), System.Text.Json.JsonSerializer.Serialize(
            new AdapterDescription([.. Enumerable.Range(0, 8).Select(user => $"u{user}")], [new ModuleDescription("layer", 4, 1)], Owner.Shared, Owner.Personal, Owner.Shared), AdapterJson.Default.AdapterDescription));
        Write(Path.Combine(final, AdapterFiles.SharedName), ("layer.A", [4, 20]), ("layer.B", [20, 4]));
        Write(Path.Combine(final, AdapterFiles.PersonalName), ("layer.S", [8, 4, 4]));
        return folder;
    }

    [Fact]
    public void Of_a_diagonal_core_only_the_diagonal_is_the_users()
    {
        using var folder = Pilot(Sizes, noise: 0);
        var run = new RunDirectory(folder["runs", "run"]);
        var path = Path.Combine(run.Final, AdapterFiles.LayoutName);
        var description = AdapterFiles.Verify(run.Final) with { Diagonal = true };
        File.WriteAllText(path, System.Text.Json.JsonSerializer.Serialize(description, AdapterJson.Default.AdapterDescription));
        Assert.Equal(4.0 / (4 + 160 - 2 * 4), RunMeasures.PersonalShare(run), 1e-12);
    }

    private static void Write(string path, params (string Name, long[] Shape)[] tensors) =>
        SafetensorsWriter.Write(path, [.. tensors.Select(tensor => new TensorSource(tensor.Name, ElementType.Float32, tensor.Shape, stream => stream.Write(new byte[4 * tensor.Shape.Aggregate(1L, (a, b) => a * b)])))]);
}
