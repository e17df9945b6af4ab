using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Studies.Comparison;
using Colora.Studies.Similarity;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Studies.Tests.Similarity;

/// <summary>A pair (A, B) for each cluster: who is trained together, and that the joined adapter is the clusters' own.</summary>
public sealed class ClusterRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ClusterRunTests()
    {
        SampleRuns.Write(folder, users: 4, trainRows: 12, testRows: 3);
    }

    [Fact]
    public void Users_whose_cores_agree_are_trained_together_and_keep_what_they_got()
    {
        var config = Config(StartKind.LoraLike);
        var similar = TrainedTogether(config);
        var summary = ClusterRun.Execute(config, similar, folder["clusters"], ResumeMode.Refuse, new SilentListener());
        var users = RunJson.Read<RunInfo>(similar.Info).Users.Select(user => user.Name).ToList();
        Assert.Equal(users.Order(), summary.ValidationOfUser.Keys.Order());
        using var setup = RunSetup.Prepare(config);
        using var joined = AdapterFiles.Read(summary.Adapter, setup.Model.Network);
        string[][] groups = [[users[0], users[2]], [users[1], users[3]]];
        for (var i = 0; i < 2; i++)
        {
            var own = new RunDirectory(folder["clusters", "clusters", $"{i + 1}"]);
            Assert.Equal(groups[i], own.ReadConfig().Data.Users);
            Assert.Equal(2, own.ReadConfig().Training.BatchSize);
            using var adapter = AdapterFiles.Read(own.Final, setup.Model.Network);
            foreach (var user in groups[i])
            {
                using var scope = NewDisposeScope();
                var (alone, among) = (AdapterFolding.Delta(adapter, 0, adapter.Layout.Users.ToList().IndexOf(user)), AdapterFolding.Delta(joined, 0, users.IndexOf(user)));
                Assert.True(Constant.Read<float>(alone.abs().max()) > 0);
                Assert.True(ReferenceFile.Difference(alone, among) < 1e-6);
            }
        }

        var steps = 0;
        ClusterRun.Execute(config, similar, folder["clusters"], ResumeMode.Resume, new SilentListener(_ => steps++));
        Assert.Equal(0, steps);
        Assert.Equal(similar.FullPath, ClusterRun.SourceOf(new RunDirectory(folder["clusters"]))!.FullPath);
        Assert.Null(ClusterRun.SourceOf(similar));
        Assert.Contains("cluster", Assert.Throws<InputException>(() => SimilarityRun.Execute(new RunDirectory(folder["clusters"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clusters_of_different_ranks_are_joined_without_loss()
    {
        var config = Config(StartKind.LoraLike);
        var similar = TrainedTogether(config);
        var users = RunJson.Read<RunInfo>(similar.Info).Users.Select(user => user.Name).ToList();

        // As a race could have it: the second cluster has twice the rank of the first.
        Directory.CreateDirectory(folder["clusters"]);
        File.WriteAllText(folder["clusters", "config.yaml"], Colora.Configuration.ConfigWriter.ToYaml(config));
        var wider = config with { Adapter = config.Adapter with { Rank = 6 }, Data = config.Data with { Users = [users[1], users[3]] } };
        TrainRun.Execute(wider, folder["clusters", "clusters", "2"], ResumeMode.Refuse, new SilentListener());
        var summary = ClusterRun.Execute(config, similar, folder["clusters"], ResumeMode.Resume, new SilentListener());
        using var setup = RunSetup.Prepare(config);
        using var joined = AdapterFiles.Read(summary.Adapter, setup.Model.Network);
        Assert.Equal(6, joined.Layout.Modules[0].Rank);
        foreach (var (cluster, rank) in new[] { ("1", 3), ("2", 6) })
        {
            using var adapter = AdapterFiles.Read(new RunDirectory(folder["clusters", "clusters", cluster]).Final, setup.Model.Network);
            Assert.Equal(rank, adapter.Layout.Modules[0].Rank);
            for (var user = 0; user < 2; user++)
            {
                using var scope = NewDisposeScope();
                var among = AdapterFolding.Delta(joined, 0, users.IndexOf(adapter.Layout.Users[user]));
                Assert.True(ReferenceFile.Difference(AdapterFolding.Delta(adapter, 0, user), among) < 1e-6);
            }
        }
    }

    [Fact]
    public void Other_users_or_another_method_are_refused()
    {
        var config = Config(StartKind.LoraLike);
        var similar = TrainedTogether(config);
        Assert.Contains("users", Assert.Throws<InputException>(() =>
            ClusterRun.Execute(config with { Data = config.Data with { MaxUsers = 3 } }, similar, folder["clusters"], ResumeMode.Refuse, new SilentListener())).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["clusters"]));
        Assert.Contains("colora", Assert.Throws<InputException>(() =>
            ClusterRun.Execute(config with { Adapter = config.Adapter with { Method = new LocalMethod() } }, similar, folder["clusters"], ResumeMode.Refuse, new SilentListener())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_has_clusters_as_an_arm_and_as_a_candidate_of_the_fallback()
    {
        CompareRequest Request(params string[] arms) => new(Config(StartKind.LoraLike), [.. arms.Select(CompareArm.Parse)], [0, 1], [6], [0], [], [100], null, folder["compare"]);
        var report = CompareRun.Execute(Request("local", "colora", "clusters"), new SilentListener());
        Assert.Equal(["local", "colora", "clusters"], report.Summaries.Select(row => row.Arm));
        Assert.Contains("clusters", report.Fallback.Single().Chosen.Keys);
        Assert.All(report.Cells.Where(cell => cell.Arm == "clusters"), cell => Assert.Equal(4, cell.Validation.Count));
        var steps = 0;
        CompareRun.Execute(Request("local", "colora", "clusters"), new SilentListener(_ => steps++));
        Assert.Equal(0, steps);
        Assert.Contains("colora", Assert.Throws<InputException>(() => CompareRun.Execute(Request("local", "clusters"), new SilentListener())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A run whose cores are then made to agree between the first and the third user and between the two others.</summary>
    private RunDirectory TrainedTogether(RunConfig config)
    {
        var run = new RunDirectory(folder["together"]);
        TrainRun.Execute(config, run.FullPath, ResumeMode.Refuse, new SilentListener());
        using var setup = RunSetup.Prepare(config);
        using var weights = AdapterFiles.Read(run.Final, setup.Model.Network);
        using (no_grad())
        using (NewDisposeScope())
        {
            var cores = weights[FactorKind.S].Values;
            var near = cores[1] * Constant.Of(0.1);
            cores[2].copy_(cores[0].Plus(near));
            cores[1].copy_(cores[0] * Constant.Of(-1.0));
            cores[3].copy_(cores[1].Plus(near));
        }

        AdapterFiles.WriteFinal(run.Final, weights);
        return run;
    }

    private RunConfig Config(StartKind start) => SampleRuns.Config(folder) with
    {
        Start = new StartConfig { Kind = start },
        Training = new TrainingConfig { Steps = 6, BatchSize = 4 },
    };
}
