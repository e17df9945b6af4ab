using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Names of the files of a run: config.yaml, start.json, run.json, metrics.jsonl, traffic.jsonl, checkpoint-&lt;step&gt;/, selection/, final/ (the chosen adapter),
/// summary.json, README.md, loss.png, predictions.jsonl, report.json.
/// </summary>
/// <param name="path">The run's folder.</param>
public sealed class RunDirectory(string path)
{
    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>The effective config.</summary>
    public string Config => Path.Combine(FullPath, "config.yaml");

    /// <summary>Users, instructions, sizes: written at the start.</summary>
    public string Info => Path.Combine(FullPath, "run.json");

    /// <summary>What the race for the start picked, where <c>start.kind</c> is auto.</summary>
    public string Start => Path.Combine(FullPath, "start.json");

    /// <summary>A row a step and a row a validation.</summary>
    public string Metrics => Path.Combine(FullPath, "metrics.jsonl");

    /// <summary>A row a round: bytes down and up.</summary>
    public string Traffic => Path.Combine(FullPath, "traffic.jsonl");

    /// <summary>Time, memory, what was chosen: written at the end.</summary>
    public string Summary => Path.Combine(FullPath, "summary.json");

    /// <summary>The model card.</summary>
    public string Card => Path.Combine(FullPath, "README.md");

    /// <summary>The loss curve.</summary>
    public string LossCurve => Path.Combine(FullPath, "loss.png");

    /// <summary>The chosen adapter of all users.</summary>
    public string Final => Path.Combine(FullPath, "final");

    /// <summary>Resumable checkpoints.</summary>
    public CheckpointDirectory Checkpoints => new(FullPath);

    /// <summary>Whether a run was begun here.</summary>
    public bool IsBegun => File.Exists(Config);

    /// <summary>Whether the run has ended.</summary>
    public bool IsFinished => File.Exists(Summary) && Directory.Exists(Final);

    /// <summary>Makes sure that the run has ended.</summary>
    /// <exception cref="InputException">It has not, or there is none.</exception>
    public void RequireFinished()
    {
        if (!IsFinished) throw new InputException(FullPath, "no finished run", "the folder of a CoLoRA run that has ended", "check --run");
    }

    /// <summary>Makes sure that a run may be written here; deletes the one that is to be overwritten.</summary>
    /// <exception cref="InputException">Something is there already that may not be touched.</exception>
    public void Claim(ResumeMode mode)
    {
        if (mode == ResumeMode.Overwrite && IsBegun) Directory.Delete(FullPath, recursive: true);
        if (IsBegun && mode == ResumeMode.Refuse)
            throw new InputException(FullPath, "a run is there already", "a new folder", "add --resume to go on, --overwrite to begin anew, or choose another --out");
        if (!IsBegun && Directory.Exists(FullPath) && Directory.EnumerateFileSystemEntries(FullPath).Any(entry => !entry.EndsWith(".tmp", StringComparison.Ordinal)))
            throw new InputException(FullPath, "the folder is not empty and holds no run", "a new or an empty folder", "choose another --out");
    }

    /// <summary>Adapter after a validated step, kept until the end to choose from.</summary>
    public string SelectionOf(long step) => Path.Combine(FullPath, "selection", $"step-{step:000000}");

    /// <summary>The effective config of a run that is there, with the start that the race picked.</summary>
    /// <exception cref="InputException">There is no run.</exception>
    public RunConfig ReadConfig()
    {
        if (!IsBegun) throw new InputException(FullPath, "no run", "a folder that colora train has written", "check --run");
        var config = ConfigReader.Read<RunConfig>(Config, []);
        return config.IsRaced && ReadStart() is { } choice ? choice.Apply(config) : config;
    }

    /// <summary>What the race picked; null before it has ended, or without one.</summary>
    public StartChoice? ReadStart() => File.Exists(Start) ? RunJson.Read<StartChoice>(Start) : null;
}
