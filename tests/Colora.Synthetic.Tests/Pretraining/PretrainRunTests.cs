using Colora.Engine;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Synthetic.Corpus;
using Colora.Synthetic.Pretraining;
using Colora.Testing;
using Colora.Training;
using Xunit;

namespace Colora.Synthetic.Tests.Pretraining;

/// <summary>Corpus, tokenizer and weights follow from their seeds; a stopped pre-training goes on to the same bytes.</summary>
public sealed class PretrainRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PretrainRunTests() => CorpusFolder.Write(folder["corpus"], 1, 120);

    [Fact]
    public void The_same_seeds_give_the_same_model_and_stopping_changes_no_byte()
    {
        CorpusFolder.Write(folder["again"], 1, 120);
        var summary = PretrainRun.Execute(Config("corpus"), folder["whole"], ResumeMode.Refuse, new SilentListener());
        PretrainRun.Execute(Config("again"), folder["second"], ResumeMode.Refuse, new SilentListener());
        foreach (var at in (long[])[3, 7])
        {
            using var stop = new CancellationTokenSource();
            var listener = new SilentListener(done =>
            {
                if (done == at) stop.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => PretrainRun.Execute(Config("corpus"), folder["sittings"], ResumeMode.Resume, listener, stop.Token));
        }

        PretrainRun.Execute(Config("corpus"), folder["sittings"], ResumeMode.Resume, new SilentListener());
        foreach (var file in (string[])["model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"])
        {
            var expected = File.ReadAllBytes(folder["whole", "final", file]);
            Assert.Equal(expected, File.ReadAllBytes(folder["second", "final", file]));
            Assert.Equal(expected, File.ReadAllBytes(folder["sittings", "final", file]));
        }

        var losses = MetricsLog.ReadLosses(folder["whole", "metrics.jsonl"]);
        Assert.Equal(12, losses.Count);
        Assert.True(losses[^1].Loss < losses[0].Loss - 1, $"from {losses[0].Loss} to {losses[^1].Loss}");
        Assert.Equal(Math.Exp(summary.HeldOutLoss), summary.Perplexity, 2);
        using var model = LoadedModel.Load(folder["whole", "final"], ComputeEngine.Reference);
        Assert.Equal(summary.Parameters, model.Network.Weights.Names.Sum(name => model.Network.Weights[name].numel()));
    }

    [Fact]
    public void Another_config_is_not_resumed()
    {
        using var stop = new CancellationTokenSource();
        var listener = new SilentListener(done => stop.Cancel());
        Assert.Throws<OperationCanceledException>(() => PretrainRun.Execute(Config("corpus"), folder["run"], ResumeMode.Refuse, listener, stop.Token));
        var other = Config("corpus") with { Optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = 1 } };
        Assert.Contains("another config", Assert.Throws<InputException>(() => PretrainRun.Execute(other, folder["run"], ResumeMode.Resume, new SilentListener())).Message);
    }

    [Fact]
    public void Bad_input_is_told_in_one_line()
    {
        Refused("no such file", Config("nowhere"));
        Refused("more than corpus.held_out", Config("corpus") with { Corpus = new CorpusConfig { Path = folder["corpus"], HeldOut = 120 } });
        Refused("at least corpus.window", Config("corpus") with { Corpus = new CorpusConfig { Path = folder["corpus"], HeldOut = 119, Window = 500 } });
        File.WriteAllText(folder["corpus", CorpusFolder.FileName], "{\"text\":\"\"}\n");
        Refused("no text", Config("corpus"));
        Assert.Contains(new PretrainConfig { Corpus = new CorpusConfig { Window = 1024 } }.Check(), problem => problem.ToString().Contains("context_length"));
        Assert.Contains(new ShapeConfig { Heads = 5 }.Check(), problem => problem.ToString().Contains("hidden_size"));

        void Refused(string part, PretrainConfig config) =>
            Assert.Contains(part, Assert.Throws<InputException>(() => PretrainRun.Execute(config, folder["refused"], ResumeMode.Overwrite, new SilentListener())).Message);
    }

    [Fact]
    public void A_pre_training_that_diverges_names_the_weights()
    {
        // Beyond float32 at the very first step, which has rate 0 where there is a warm-up.
        var config = Config("corpus") with
        {
            Optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = 1e39 },
            Schedule = new ScheduleConfig { WarmupRatio = 0 },
            Training = new TrainingConfig { Steps = 1, BatchSize = 4 },
        };
        var failure = Assert.Throws<DivergenceException>(() => PretrainRun.Execute(config, folder["run"], ResumeMode.Refuse, new SilentListener()));
        Assert.Contains("at step 1: the weights ", failure.Message);
        Assert.False(new RunDirectory(folder["run"]).IsFinished);
    }

    [Fact]
    public void Every_single_damage_of_a_summary_is_refused_or_harmless() =>
        DamagedDocument.AssertRefusedOrHarmless(folder, new PretrainSummary(1, 1, 1, 1, 1, 1, 1, 1, "0", 0, "final"), 30);

    public void Dispose() => folder.Dispose();

    private PretrainConfig Config(string corpus) => new()
    {
        Corpus = new CorpusConfig { Path = folder[corpus], HeldOut = 20, Window = 64 },
        Shape = new ShapeConfig { HiddenSize = 32, IntermediateSize = 48, Layers = 2, Heads = 2, KeyValueHeads = 1, ContextLength = 128 },
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw, LearningRate = 2e-2, WeightDecay = 0.1 },
        Training = new TrainingConfig { Steps = 12, BatchSize = 4, GradientAccumulation = 2, Seed = 5 },
        Checkpoints = new Colora.Checkpoints.CheckpointConfig { Every = 5, ValidateEvery = 6 },
    };
}
