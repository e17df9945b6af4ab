using System.Text;
using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Federation;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Export;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>What has been damaged is seen when it is read: a checkpoint falls back to the one before, a finished adapter is refused by its file.</summary>
public sealed class DamagedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DamagedRunTests() => SampleRuns.Write(folder, users: 3, trainRows: 12, testRows: 2);

    [Theory]
    [InlineData("colora")]
    [InlineData("local")]
    [InlineData("federated")]
    public void A_damaged_newest_checkpoint_is_said_and_the_one_before_used(string arm)
    {
        var config = Config(arm);
        TrainRun.Execute(config, folder["whole"], ResumeMode.Refuse, new SilentListener());
        Stop(config, folder["stopped"]);
        var checkpoints = new CheckpointDirectory(folder["stopped"]);
        Assert.Equal([6, 3], checkpoints.Steps());
        var newest = checkpoints.PathOf(6);
        string[] files = ["adapter.json", "shared.safetensors", "personal.safetensors", "optimizer.safetensors", "state.json"];
        Assert.Equal(files.Order(StringComparer.Ordinal), Directory.GetFiles(newest).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (var file in files)
        {
            var path = Path.Combine(newest, file);
            var bytes = File.ReadAllBytes(path);
            foreach (var damaged in Damages(file, bytes))
            {
                if (damaged is null) File.Delete(path);
                else File.WriteAllBytes(path, damaged);
                var said = new List<string>();
                Assert.Equal(3, checkpoints.Newest(said.Add)!.Value.State.Step);
                Assert.Contains("checkpoint 6 is broken and passed over", Assert.Single(said));
                if (damaged?.Length != bytes.Length / 2) continue;
                Resume(config, file);
            }

            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(6, checkpoints.Newest(_ => { })!.Value.State.Step);
    }

    /// <summary>Cut, flipped, lost; for a state also what is JSON and says something else.</summary>
    private static IEnumerable<byte[]?> Damages(string file, byte[] bytes)
    {
        yield return bytes[..(bytes.Length / 2)];
        yield return null;
        var flipped = bytes.ToArray();

        // In a state, a digit of a validation loss: what is read must not be another number.
        flipped[file == "state.json" ? Encoding.UTF8.GetString(bytes).IndexOf("0.", StringComparison.Ordinal) + 3 : bytes.Length - 1] ^= 1;
        yield return flipped;
        if (file != "state.json") yield break;
        foreach (var text in (string[])["{}", "null", "[]", """{"step":6,"config_hash":"x","validation":[],"files":{}}""", """{"step":6,"config_hash":null,"validation":null,"files":null}"""]) yield return Encoding.UTF8.GetBytes(text);
        foreach (var (key, value) in ((string, JsonNode)[])[("step", 3), ("validation", new JsonArray()), ("files", new JsonObject { ["../config.yaml"] = "" })])
        {
            var document = JsonNode.Parse(bytes)!.AsObject();
            document[key] = value;
            yield return Encoding.UTF8.GetBytes(document.ToJsonString());
        }
    }

    private void Resume(RunConfig config, string name)
    {
        var run = folder["run-" + name];
        foreach (var file in Directory.GetFiles(folder["stopped"], "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(run, Path.GetRelativePath(folder["stopped"], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var listener = new SilentListener();
        TrainRun.Execute(config, run, ResumeMode.Resume, listener);
        Assert.Contains("resumed after 3 steps", listener.Notes);
        foreach (var file in (string[])["adapter.json", "shared.safetensors", "personal.safetensors", "SHA256SUMS"])
            Assert.Equal(File.ReadAllBytes(folder["whole", "final", file]), File.ReadAllBytes(Path.Combine(run, "final", file)));
    }

    [Fact]
    public void Each_damaged_file_of_a_finished_adapter_is_named()
    {
        var config = Config("colora");
        TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener());
        var run = new RunDirectory(folder["run"]);
        AdapterFiles.Verify(run.Final);
        foreach (var name in (string[])["adapter.json", "shared.safetensors", "personal.safetensors", "SHA256SUMS"])
        {
            var path = Path.Combine(run.Final, name);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            Assert.Contains(name, Assert.Throws<InputException>(() => SimilarityRun.Execute(run)).Where);
            var changed = bytes.ToArray();
            changed[^5] ^= 1;
            File.WriteAllBytes(path, changed);
            Assert.Contains(name == "SHA256SUMS" ? "shared.safetensors" : name, Assert.Throws<InputException>(() => ExportRun.Execute(new ExportRequest(run, [], ExportFormat.Peft, folder["out"]), new SilentListener())).Message);
            File.WriteAllBytes(path, bytes);
        }

        AdapterFiles.Verify(run.Final);
    }

    [Fact]
    public void An_adapter_of_before_has_no_checksums_and_is_read()
    {
        TrainRun.Execute(Config("colora"), folder["run"], ResumeMode.Refuse, new SilentListener());
        var run = new RunDirectory(folder["run"]);
        var path = Path.Combine(run.Final, "adapter.json");
        var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.True(document.Remove("has_checksums"));
        File.WriteAllText(path, document.ToJsonString());
        Assert.Throws<InputException>(() => AdapterFiles.Verify(run.Final));
        File.Delete(Path.Combine(run.Final, "SHA256SUMS"));
        AdapterFiles.Verify(run.Final);
        SimilarityRun.Execute(run);
    }

    public void Dispose() => folder.Dispose();

    private static void Stop(RunConfig config, string run)
    {
        using var stop = new CancellationTokenSource();
        var listener = new SilentListener(done =>
        {
            if (done == 6) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, run, ResumeMode.Refuse, listener, stop: stop.Token));
    }

    private RunConfig Config(string arm)
    {
        var usual = SampleRuns.Config(folder);
        return usual with
        {
            Adapter = usual.Adapter with { Method = arm == "local" ? new LocalMethod() : new ColoraMethod() },
            Start = new StartConfig { Kind = StartKind.LoraLike },
            Training = new TrainingConfig { Steps = 9, BatchSize = 4 },
            Rounds = arm == "federated" ? new RoundsConfig { Rounds = 3, LocalSteps = 3 } : new RoundsConfig(),
            Server = arm == "federated" ? new ServerConfig { Kind = ServerKind.Momentum } : new ServerConfig(),
        };
    }
}
