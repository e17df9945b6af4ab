using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Engine;
using Colora.Training;

namespace Colora.Synthetic.Pretraining;

/// <summary>
/// Everything that a pre-training depends on; saved as <c>config.yaml</c> with the run. Core rates, phases and sampling
/// of the shared records have no effect here.
/// </summary>
public sealed record PretrainConfig : IChecked
{
    /// <summary>Text and tokenizer.</summary>
    public CorpusConfig Corpus { get; init; } = new();

    /// <summary>Sizes of the model.</summary>
    public ShapeConfig Shape { get; init; } = new();

    /// <summary>Threads; the element type is float32 on the processor.</summary>
    public EngineConfig Engine { get; init; } = new() { Dtype = WeightType.Float32 };

    /// <summary>AdamW; weight_decay is for matrices.</summary>
    public OptimizerConfig Optimizer { get; init; } = new()
    {
        Kind = OptimizerKind.Adamw,
        LearningRate = 3e-3,
        WeightDecay = 0.05,
        Beta2 = 0.99,
    };

    /// <summary>Course of the rate.</summary>
    public ScheduleConfig Schedule { get; init; } = new() { Kind = ScheduleKind.Cosine, WarmupRatio = 0.02 };

    /// <summary>Length, rows of a step, seed.</summary>
    public TrainingConfig Training { get; init; } = new() { Epochs = 1, BatchSize = 32 };

    /// <summary>Saving and validating.</summary>
    public CheckpointConfig Checkpoints { get; init; } = new() { Every = 250, ValidateEvery = 500 };

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (Corpus.Window > Shape.ContextLength)
        {
            yield return new ConfigProblem(
                "", "corpus.window", $"{Corpus.Window}", $"at most shape.context_length = {Shape.ContextLength}", "");
        }

        if (Optimizer.Kind != OptimizerKind.Adamw)
        {
            yield return new ConfigProblem(
                "", "optimizer.kind", "muon", "adamw: a pre-training steps embeddings and norms beside matrices", "");
        }

        if (Training.Phases != "joint")
        {
            yield return new ConfigProblem(
                "", "training.phases", $"\"{Training.Phases}\"", "joint: pre-training has no phases", "");
        }

        if (Engine.Device != "cpu" || Engine.Dtype is WeightType.Bfloat16)
            yield return new ConfigProblem("", "engine", $"{Engine.Device}, {Engine.Dtype}", "cpu and float32", "");
        if (Checkpoints.Patience > 0)
        {
            yield return new ConfigProblem(
                "", "checkpoints.patience", $"{Checkpoints.Patience}", "0: a pre-training goes to its end", "");
        }
    }
}
