using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Safetensors;
using Colora.Losses;
using Colora.Model;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Synthetic.Corpus;
using Colora.Synthetic.Samples;
using Colora.Tokenization;
using Colora.Training;
using static TorchSharp.torch;
using ScalarType = TorchSharp.torch.ScalarType;

namespace Colora.Synthetic.Pretraining;

/// <summary>
/// Pre-trains a llama model from scratch by the trainer that trains adapters, with the same checkpoints and resume, and
/// writes it as a Hugging Face folder with bfloat16 weights (<c>final/</c>).
/// </summary>
public sealed class PretrainRun : IDisposable
{
    private const string InitialName = "initial", WeightsName = "model.safetensors";
    private const int VocabularyMultiple = 8, JudgedRows = 32;

    private static readonly string[] TokenizerFiles = ["tokenizer.json", "tokenizer_config.json"];

    private readonly PretrainConfig config;
    private readonly RunDirectory directory;
    private readonly IRunListener listener;
    private readonly CausalLM model;
    private readonly WeightTraining training;
    private readonly Trainer trainer;
    private readonly TokenWindows corpus, heldOut;
    private readonly BatchSchedule schedule;
    private readonly List<ValidationPoint> validation = [];
    private readonly long totalSteps;
    private readonly string identity;

    private PretrainRun(PretrainConfig config, RunDirectory directory, IRunListener listener)
    {
        config = config with { Corpus = config.Corpus with { Path = Path.GetFullPath(config.Corpus.Path) } };
        this.config = config;
        this.directory = directory;
        this.listener = listener;
        var file = CorpusFile(config);
        using var tokenizer = HuggingFaceTokenizer.Load(config.Corpus.Path);
        (corpus, heldOut) = TokenWindows.Read(file, tokenizer, config.Corpus);
        schedule = new BatchSchedule(
            [corpus.Count], config.Training.RowsPerStep, Sampling.Balanced, config.Training.Seed);
        totalSteps = config.Training.Steps > 0 ? config.Training.Steps : schedule.StepsOf(config.Training.Epochs);
        CorpusHash = FileHash.Of(file);
        identity = IdentityOf(config, CorpusHash);

        directory.Begin(ConfigWriter.ToYaml(config));
        WriteInitial(tokenizer.VocabularySize);
        WeightTraining? weights = null;
        model = ModelLoader.Load(
            Initial, ComputeEngine.Start(config.Engine with { Dtype = WeightType.Float32 }),
            loaded => weights = new WeightTraining(loaded));
        training = weights!;
        trainer = new Trainer(
            model, training, config.Optimizer, new LearningRateSchedule(config.Schedule, totalSteps), 0,
            config.Training.Seed);
    }

    private string CorpusHash { get; }

    private string Initial => Path.Combine(directory.FullPath, InitialName);

    /// <summary>Runs a config to its end, or on from where it was.</summary>
    /// <param name="config">The effective config.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="mode">What to do with a run that is there.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="stop">Asks the run to save a checkpoint and stop after the step in hand.</param>
    /// <exception cref="InputException">Bad input, or a folder that may not be written to.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to stop; a checkpoint has been
    /// written.</exception>
    public static PretrainSummary Execute(
        PretrainConfig config, string folder, ResumeMode mode, IRunListener listener, CancellationToken stop = default)
    {
        var directory = new RunDirectory(folder);
        using var held = FolderLock.Take(directory.FullPath);
        directory.Claim(mode, [config.Corpus.Path]);
        if (mode == ResumeMode.Resume && directory.IsFinished)
        {
            listener.Note($"{folder} has ended already: nothing to resume");
            return RunJson.Read<PretrainSummary>(directory.Summary);
        }

        using var run = new PretrainRun(config, directory, listener);
        return run.Execute(stop);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        trainer.Dispose();
        training.Release();
        model.Dispose();
    }

    private static string CorpusFile(PretrainConfig config)
    {
        var file = Path.Combine(config.Corpus.Path, CorpusFolder.FileName);
        return File.Exists(file)
            ? file
            : throw new InputException(
                file, "no such file", "a corpus", "write one with colora corpus, or give corpus.path");
    }

    /// <summary>One hash of all that a trajectory depends on: where the corpus lies and how often the run saves do not
    /// matter.</summary>
    private static string IdentityOf(PretrainConfig config, string corpusHash)
    {
        var settings = config with
        {
            Corpus = config.Corpus with { Path = corpusHash },
            Checkpoints = new CheckpointConfig(),
        };
        var yaml = ConfigWriter.ToYaml(settings);
        var tokenizer = TokenizerFiles.Select(name => FileHash.Of(Path.Combine(config.Corpus.Path, name)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml + string.Concat(tokenizer))));
    }

    private PretrainSummary Execute(CancellationToken stop)
    {
        var from = Restore();
        listener.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{Parameters():N0} parameters, {corpus.Ids.Length:N0} tokens, {totalSteps} steps of "
            + $"{config.Training.RowsPerStep} x {config.Corpus.Window} tokens, seed {config.Training.Seed}"));
        using var metrics = MetricsLog.Open(directory.Metrics, from);
        var pace = new TrainingPace(from, totalSteps, config.Checkpoints, metrics, listener, stop);
        for (var step = from; step < totalSteps; step++)
        {
            using var held = StepInHand.Begin();
            pace.Begin();
            pace.Log(step, trainer.Step(step, Batches(step)));
            if (pace.IsToValidate(step + 1)) Validate(step + 1, metrics);
            if (pace.IsToSave(step + 1, early: false)) Save(step + 1);
            pace.StopIfAsked(step + 1);
        }

        return Finish(pace.Result(totalSteps, stoppedEarly: false), metrics.Seconds);
    }

    /// <summary>Random weights of the seed, with the corpus's tokenizer.</summary>
    private void WriteInitial(int vocabulary)
    {
        var shape = config.Shape;
        var tokens = Math.Max(vocabulary, SampleModelShape.SmallestVocabulary);
        var rows = (tokens + VocabularyMultiple - 1) / VocabularyMultiple * VocabularyMultiple;
        AtomicFolder.Write(Initial, draft =>
        {
            var sample = new SampleModelShape(
                rows, shape.HiddenSize, shape.IntermediateSize, shape.Layers, shape.Heads, shape.KeyValueHeads,
                shape.HiddenSize / shape.Heads, TieEmbeddings: true, shape.ContextLength, shape.RopeTheta,
                EmbeddingMean: shape.EmbeddingMean);
            SampleModel.Write(draft, sample, (ulong)config.Training.Seed);
            foreach (var name in TokenizerFiles)
                File.Copy(Path.Combine(config.Corpus.Path, name), Path.Combine(draft, name), overwrite: true);
        });
    }

    private long Restore()
    {
        if (directory.Checkpoints.Newest(line => listener.Note(line)) is not { } newest) return 0;
        if (newest.State.ConfigHash != identity)
        {
            throw new InputException(
                directory.FullPath, "the run was begun with another config or another corpus",
                "the same as when it was begun",
                "resume with --resume and --out alone, or begin anew in another folder");
        }

        TrainingCheckpoint.Restore(newest.Folder, trainer.Optimizer);
        validation.AddRange(newest.State.Validation);
        listener.Note($"resumed after {newest.State.Step} steps");
        return newest.State.Step;
    }

    private List<TokenBatch> Batches(long step) =>
        (config.Corpus.Shuffle ? schedule.RowsOf(step).Select(place => place.Row) : InOrder(step))
        .Chunk(config.Training.BatchSize)
        .Select(rows => corpus.Batch(rows))
        .ToList();

    private IEnumerable<int> InOrder(long step)
    {
        var rows = config.Training.RowsPerStep;
        return Enumerable.Range(0, rows).Select(i => (int)((step * rows + i) % corpus.Count));
    }

    private void Validate(long done, MetricsLog metrics)
    {
        var point = new ValidationPoint(
            done,
            [DivergenceException.During($"after step {done}, on the documents held out", () => HeldOutLoss(model))]);
        validation.Add(point);
        metrics.Append(new ValidationRow(done - 1, point.Mean, new Dictionary<string, double?>()));
        listener.Note(string.Create(CultureInfo.InvariantCulture, $"step {done}: held-out {point.Mean:0.0000} nats a token"));
    }

    private double HeldOutLoss(CausalLM judged)
    {
        using var quiet = no_grad();
        double sum = 0;
        long labels = 0;
        foreach (var places in Enumerable.Range(0, heldOut.Count).Chunk(JudgedRows))
        {
            using var scope = NewDisposeScope();
            var batch = heldOut.Batch(places);
            var hidden = judged.Hidden(batch.IdsOn(judged.Device), batch.MaskOn(judged.Device));
            foreach (var row in NextTokenLoss.PerRow(judged, hidden, batch))
            {
                (sum, labels) = (sum + row.Sum, labels + row.Labels);
            }
        }

        var loss = sum / labels;
        return double.IsFinite(loss)
            ? loss
            : throw new DivergenceException($"the held-out loss is {(double.IsNaN(loss) ? "NaN" : "infinite")}");
    }

    private void Save(long done)
    {
        TrainingCheckpoint.Write(
            directory.Checkpoints.PathOf(done), trainer.Optimizer,
            new TrainingState(done, identity, validation, new Dictionary<string, string>()));
        directory.Checkpoints.Prune(config.Checkpoints.Keep);
    }

    private PretrainSummary Finish(LoopResult result, double seconds)
    {
        PretrainSummary? summary = null;
        AtomicFolder.Write(directory.Final, draft =>
        {
            WriteModel(draft);
            using var written = ModelLoader.Load(draft, new ComputeEngine(CPU, ScalarType.Float32, get_num_threads()));
            var loss = DivergenceException.During(
                "after rounding to bfloat16, on the documents held out", () => HeldOutLoss(written));
            summary = Summarize(result, seconds, loss);
            AtomicFile.WriteText(Path.Combine(draft, "README.md"), Card(summary));
            ChecksumFile.Write(draft);
        });
        RunJson.Write(directory.Summary, summary!);
        return summary!;
    }

    private PretrainSummary Summarize(LoopResult result, double seconds, double loss)
    {
        var tokens = result.Steps * config.Training.RowsPerStep * config.Corpus.Window;
        return new PretrainSummary(
            result.Steps, tokens, Math.Round(seconds, 1), Math.Round(tokens / seconds),
            HostMachine.PeakResidentBytes(), Parameters(), Math.Round(loss, 5), Math.Round(Math.Exp(loss), 4),
            CorpusHash, config.Training.Seed, directory.Final);
    }

    /// <summary>The files of the initial model with the trained weights, rounded to bfloat16.</summary>
    private void WriteModel(string draft)
    {
        foreach (var source in Directory.GetFiles(Initial).Where(source => Path.GetFileName(source) != WeightsName))
            File.Copy(source, Path.Combine(draft, Path.GetFileName(source)));
        var modelConfig = Path.Combine(draft, "config.json");
        var json = JsonNode.Parse(File.ReadAllText(modelConfig))!.AsObject();
        json["dtype"] = "bfloat16";
        SampleFolder.WriteJson(modelConfig, json);
        WriteWeights(Path.Combine(draft, WeightsName));
    }

    private void WriteWeights(string path)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        SafetensorsWriter.Write(
            path,
            [.. model.Weights.Names
                .Order(StringComparer.Ordinal)
                .Select(name => TensorFiles.Source(name, model.Weights[name].to(ScalarType.BFloat16)))]);
    }

    private long Parameters() => model.Weights.Names.Sum(name => model.Weights[name].numel());

    private string Card(PretrainSummary summary) => string.Create(CultureInfo.InvariantCulture, $"""
        # A small base model, pre-trained by Colora

        - llama, {Sizes(summary)}
        - {Length(summary)}
        - {Speed(summary)}
        - {HeldOut(summary)}
        - corpus: SHA-256 {summary.CorpusSha256}
        - made by `colora pretrain`; config:

        ```yaml
        {ConfigWriter.ToYaml(config with { Corpus = config.Corpus with { Path = "corpus" } }).Trim()}
        ```
        """).ReplaceLineEndings("\n") + "\n";

    private string Sizes(PretrainSummary summary)
    {
        var shape = config.Shape;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Parameters:N0} parameters: {shape.Layers} layers, hidden {shape.HiddenSize}, "
                + $"MLP {shape.IntermediateSize}, {shape.Heads} heads, context {shape.ContextLength}, "
                + $"tied embeddings, bfloat16");
    }

    private string Length(PretrainSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {summary.Seed}; {summary.Steps:N0} steps of {config.Training.RowsPerStep} x {config.Corpus.Window} "
            + $"tokens, {summary.Tokens:N0} tokens in all");

    private static string Speed(PretrainSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Seconds / 60:0.0} minutes of training at {summary.TokensPerSecond:N0} tokens a second "
            + $"({get_num_threads()} threads)");

    private string HeldOut(PretrainSummary summary)
    {
        var unit = config.Corpus.AnswerToken is null ? "a token" : "an answer token";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"held-out: {summary.HeldOutLoss:0.0000} nats {unit}, perplexity {summary.Perplexity:0.000} "
                + $"over {config.Corpus.HeldOut:N0} documents that were not trained on");
    }
}
