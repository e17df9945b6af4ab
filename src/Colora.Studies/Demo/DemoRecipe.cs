using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Methods;
using Colora.Runs;
using Colora.Training;

namespace Colora.Studies.Demo;

/// <summary>
/// The configs of the demo: eight tenants of one family, 16 training and 16 validation rows each. Rates and lengths
/// were chosen for each method by validation rows from one grid; local and pooled have rank 16, which suits them better,
/// CoLoRA the default, 32, beside which 16 is no worse (docs/results/embedded.md). Nothing was chosen on test rows.
/// </summary>
public static class DemoRecipe
{
    private const string Embedded = "embedded";

    /// <summary>Training rows of each tenant.</summary>
    public const int TrainRows = 16;

    /// <summary>Validation rows of each tenant.</summary>
    public const int ValidationRows = 16;

    /// <summary>Test rows of each tenant that are judged: of all hundred the demo would take two minutes.</summary>
    public const int TestRows = 60;

    /// <summary>The methods that are compared, each with its rank and its rates.</summary>
    private static readonly IReadOnlyList<(Method Method, int Rank, OptimizerConfig Rates)> Tuned =
    [
        (new LocalMethod(), 16, new OptimizerConfig { LearningRate = 2.5e-3 }),
        (new PooledMethod(), 16, new OptimizerConfig { LearningRate = 5e-3 }),
        (new ColoraMethod(), 32, new OptimizerConfig { LearningRate = 5e-3, CoreLearningRate = 2.5e-2 }),
    ];

    /// <summary>The methods that are compared.</summary>
    public static IReadOnlyList<Method> Methods => [.. Tuned.Select(tuned => tuned.Method)];

    /// <summary>The config of a method.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="seed">The seed.</param>
    public static RunConfig Of(Method method, long seed) => new()
    {
        Model = Embedded,
        Engine = new EngineConfig { Dtype = WeightType.Float32 },
        Data = new DataConfig
        {
            Path = Embedded,
            Preset = "same-family",
            ExamplesPerUser = TrainRows + ValidationRows,
            Validation = ValidationRows,
        },
        Prompt = new PromptConfig { MaxLength = 256 },
        Adapter = new AdapterConfig { Method = method, Rank = TunedFor(method).Rank, Alpha = 32 },
        Start = new StartConfig { Kind = StartKind.LoraLike },
        Optimizer = TunedFor(method).Rates,
        Training = new TrainingConfig { Steps = 60, BatchSize = 16, Seed = seed },
        Checkpoints = new CheckpointConfig { Every = 1000, ValidateEvery = 20 },
        Evaluation = new EvaluationConfig { BatchSize = 120, MaxNewTokens = 90, MaxRows = TestRows, Likelihood = false },
    };

    private static (Method Method, int Rank, OptimizerConfig Rates) TunedFor(Method method) =>
        Tuned.First(tuned => tuned.Method == method);
}
