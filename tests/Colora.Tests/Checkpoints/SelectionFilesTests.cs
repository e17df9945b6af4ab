using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Methods;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Checkpoints;

/// <summary>Validated steps keep only the factors that the choice at the end could want.</summary>
public sealed class SelectionFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SelectionFilesTests() => SampleRuns.Write(folder, users: 4, trainRows: 12, testRows: 2);

    [Fact]
    public void An_adapter_is_put_together_from_the_newest_of_each_user()
    {
        using var setup = RunSetup.Prepare(SampleRuns.Config(folder));
        using var first = Filled(setup.Layout, 1);
        using var second = Filled(setup.Layout, 2);
        using var third = Filled(setup.Layout, 3);
        Write("1", first, [0, 1, 2, 3]);
        Write("2", second, [3, 1]);
        Write("3", third, []);
        using var read = new AdapterWeights(setup.Layout);
        SelectionFiles.ReadInto([folder["3"], folder["2"], folder["1"]], read);
        foreach (var bank in read.Banks)
        {
            if (bank.IsShared) AssertSame(third[bank.Kind].Values, bank.Values);
            else for (var user = 0; user < 4; user++) AssertSame((user is 1 or 3 ? second : first)[bank.Kind].Values[user], bank.Values[user]);
        }

        Assert.Equal([true, false, true, false], SelectionFiles.HashesOf(first).Zip(SelectionFiles.HashesOf(read)).Select(pair => pair.First == pair.Second));
        File.Delete(folder["3", "shared.safetensors"]);
        Assert.Throws<InputException>(() => SelectionFiles.ReadInto([folder["3"], folder["2"]], read));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("colora")]
    public void A_run_writes_no_user_whose_factors_cannot_be_chosen(string name)
    {
        var method = Method.Named(name);
        var usual = SampleRuns.Config(folder);
        var config = usual with
        {
            Adapter = usual.Adapter with { Method = method },
            Start = new StartConfig { Kind = StartKind.LoraLike },
            Optimizer = usual.Optimizer with { LearningRate = method is LocalMethod ? 0.3 : 0.01 },

            // One row a step: of four users one has been trained when the first is validated.
            Training = new TrainingConfig { Steps = 9, BatchSize = 1 },
            Checkpoints = new CheckpointConfig { Every = 100, ValidateEvery = 1 },
        };
        using var stop = new CancellationTokenSource();
        var listener = new SilentListener(done =>
        {
            if (done == 7) stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => TrainRun.Execute(config, folder["run"], ResumeMode.Refuse, listener, stop: stop.Token));
        var counts = Directory.GetDirectories(folder["run", "selection"]).Order(StringComparer.Ordinal).Select(step =>
        {
            using var file = SafetensorsFile.Open(Path.Combine(step, "personal.safetensors"));
            return file["users"].ElementCount;
        }).ToList();
        Assert.Equal(7, counts.Count);
        Assert.Equal(4, counts[0]);
        Assert.All(counts.Skip(1), count => Assert.InRange(count, 0, 1));
    }

    public void Dispose() => folder.Dispose();

    private void Write(string name, AdapterWeights weights, long[] users) => AtomicFolder.Write(folder[name], draft => SelectionFiles.Write(draft, weights, users));

    private static AdapterWeights Filled(AdapterLayout layout, ulong seed)
    {
        var weights = new AdapterWeights(layout);
        using var generator = SeedSequence.NewGenerator((long)seed, "selection");
        foreach (var bank in weights.Banks)
        {
            using var scope = NewDisposeScope();
            bank.Values.copy_(randn(bank.Values.shape, generator: generator));
        }

        return weights;
    }

    private static void AssertSame(Tensor expected, Tensor found)
    {
        using var scope = NewDisposeScope();
        Assert.True(Constant.Read<bool>(expected.eq(found).all()));
    }
}
