using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Federation;
using Colora.Methods;
using Colora.Training;

namespace Colora.Runs;

/// <summary>
/// Everything that a training run depends on: one record a concept; saved as <c>config.yaml</c> with every run.
/// </summary>
public sealed record RunConfig : IChecked
{
    /// <summary>
    /// Model folder with config.json, tokenizer.json and safetensors weights, <c>owner/name</c> of a hub, or a name of
    /// a source (<see cref="ModelSources"/>).
    /// </summary>
    [Setting(
        "model folder with config.json, tokenizer.json and safetensors weights, or owner/name of a hub; "
            + "embedded = the base model that comes with the program")]
    [NotEmpty]
    public string Model { get; init; } = "";

    /// <summary>
    /// Branch, tag or commit where <see cref="Model"/> is <c>owner/name</c> of a hub; a run saves the commit.
    /// </summary>
    [Setting("branch, tag or commit where model is owner/name of a hub; a run saves the commit")]
    public string? Revision { get; init; }

    /// <summary>Device, element type, threads.</summary>
    public EngineConfig Engine { get; init; } = new();

    /// <summary>Users and rows.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>How rows become prompts.</summary>
    public PromptConfig Prompt { get; init; } = new();

    /// <summary>Method, rank, target modules.</summary>
    public AdapterConfig Adapter { get; init; } = new();

    /// <summary>How the factors begin.</summary>
    public StartConfig Start { get; init; } = new();

    /// <summary>Muon or AdamW, with its rates.</summary>
    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>How far cores move apart.</summary>
    public CoresConfig Cores { get; init; } = new();

    /// <summary>Course of the rates.</summary>
    public ScheduleConfig Schedule { get; init; } = new();

    /// <summary>Length, batches, seed.</summary>
    public TrainingConfig Training { get; init; } = new();

    /// <summary>Whether users step copies of the shared factors that are averaged, in one place.</summary>
    public AveragingConfig Averaging { get; init; } = new();

    /// <summary>Federated rounds in one process; 0 rounds = central training.</summary>
    public RoundsConfig Rounds { get; init; } = new();

    /// <summary>What the server does with the mean change of a round.</summary>
    public ServerConfig Server { get; init; } = new();

    /// <summary>Saving, validating, stopping early.</summary>
    public CheckpointConfig Checkpoints { get; init; } = new();

    /// <summary>Judging on test rows.</summary>
    public EvaluationConfig Evaluation { get; init; } = new();

    /// <summary>The start that is used: the method may have its own.</summary>
    public StartConfig EffectiveStart => Adapter.Method.StartOf(Start);

    /// <summary>Whether a race decides on the start.</summary>
    public bool IsRaced => Adapter.Method.IsRaced && Start.Kind == StartKind.Auto && Start.Run is null;

    /// <summary>
    /// Whether the freedom of cores is measured: where they begin alike and are trained beside A and B in one place, and a
    /// tenth of the run is two rows of each user or more. Else they are free.
    /// </summary>
    public bool MeasuresCores =>
        Cores.Freedom == CoreFreedom.Measured && Adapter.Method.CanTieCores && Start is { Kind: StartKind.LoraLike, Run: null }
        && Rounds.Rounds == 0 && Averaging.Every == 0 && Training.Phases == "joint";

    /// <summary>The config without the places where model and data lie: what they hold tells what they are.</summary>
    internal RunConfig WithoutPlaces() =>
        this with { Model = "", Revision = null, Data = Data with { Path = "", Presets = null } };

    /// <summary>Paths of what a run of this config reads; those that are not there are names.</summary>
    public IEnumerable<string> Reads() => new[] { Model, Data.Path, Data.Presets, Start.Run }.OfType<string>();

    /// <summary>The config with full paths, so that it means the same from any folder.</summary>
    /// <exception cref="ConfigException">It names no model or no rows; all that is wrong is told.</exception>
    public RunConfig Rooted()
    {
        if (Model.Length == 0 || Data.Path.Length == 0) ConfigReader.Amend(this, []);
        return this with
        {
            Model = ModelSources.Find(Model) is not null || ModelFolder.IsOfHub(Model, out _)
                ? Model
                : Path.GetFullPath(Model),
            Data = Data with
            {
                Path = RowSources.Find(Data.Path) is { HoldsFiles: false } ? Data.Path : Path.GetFullPath(Data.Path),
                Presets = Data.Presets is { } presets ? Path.GetFullPath(presets) : null,
            },
            Start = Start.Run is { } run ? Start with { Run = Path.GetFullPath(run) } : Start,
        };
    }

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        foreach (var problem in Adapter.Method.Check(Rounds, Server)) yield return problem;
        if (Rounds.Rounds > 0 && Training.Phases != "joint")
        {
            yield return Problem(
                "training.phases", $"{Training.Phases} with rounds",
                "joint; rounds have phases of their own, rounds.phases");
        }

        foreach (var problem in CheckAveraging()) yield return problem;
        if (Cores.Freedom == CoreFreedom.None && !Adapter.Method.CanTieCores)
        {
            yield return Problem(
                "cores.freedom", $"none with method {Adapter.MethodName}",
                "measured or whole: only colora, colora-diag and colora-dual have cores between shared factors");
        }

        if (Rounds.Regauge && !Adapter.Method.CanRegauge)
        {
            yield return Problem(
                "rounds.regauge", $"true with method {Adapter.MethodName}",
                "false: only colora has cores that can carry the change");
        }

        if (Start.Run is not null && !Adapter.Method.JoinsRuns)
        {
            yield return Problem(
                "start.run", $"given with method {Adapter.MethodName}",
                "method colora or colora-diag: only cores can join the shared factors of a run");
        }

        foreach (var letter in UntrainedPhases())
        {
            yield return Problem(
                "training.phases", $"\"{Training.Phases}\"",
                $"no phase {letter} for method {Adapter.MethodName}, which trains no such factor");
        }

        if (Checkpoints.Patience > 0 && Data.Validation == 0)
        {
            yield return Problem(
                "checkpoints.patience", $"{Checkpoints.Patience} without validation rows", "data.validation above 0");
        }
    }

    private static ConfigProblem Problem(string key, string found, string expected) =>
        new("", key, found, expected, "");

    private IEnumerable<ConfigProblem> CheckAveraging()
    {
        if (Averaging.Every == 0) yield break;
        if (Rounds.Rounds > 0)
        {
            yield return Problem(
                "averaging.every", $"{Averaging.Every} with rounds",
                "0: rounds average as they are, every rounds.local_steps");
        }

        if (!Adapter.Method.CanAverage)
        {
            yield return Problem(
                "averaging.every", $"{Averaging.Every} with method {Adapter.MethodName}",
                "0, or colora, colora-diag or colora-dual");
        }

        if (Training.Phases != "joint")
        {
            yield return Problem(
                "training.phases", $"{Training.Phases} with averaging.every",
                "joint: an average is taken of all factors");
        }

        if (Server != new ServerConfig())
        {
            yield return Problem(
                "server", "changed with averaging.every",
                "the defaults: what is averaged in one place has no server");
        }
    }

    private IEnumerable<char> UntrainedPhases()
    {
        if (Training.Phases == "joint") return [];
        var trained = Adapter.Method.Trained;
        return Training.Phases
            .Distinct()
            .Where(letter => Enum.TryParse<FactorKind>(letter.ToString(), out var kind) && !trained.Contains(kind));
    }
}
