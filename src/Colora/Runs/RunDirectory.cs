using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Names of the files of a run: config.yaml, start.json, run.json, rows.jsonl, metrics.jsonl, traffic.jsonl,
/// checkpoint-&lt;step&gt;/, selection/, final/ (the chosen adapter), summary.json, README.md, loss.png,
/// predictions.jsonl, report.json.
/// </summary>
/// <param name="path">The run's folder.</param>
public sealed class RunDirectory(string path)
{
    private const string ConfigName = "config.yaml",
        Marker = "# The effective config of a run of colora; the run is known by this line.\n";

    private bool isToGo;

    /// <summary>The folder.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    /// <summary>Name of the folder.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>The effective config.</summary>
    public string Config => Path.Combine(FullPath, ConfigName);

    /// <summary>Users, instructions, sizes: written at the start.</summary>
    public string Info => Path.Combine(FullPath, "run.json");

    /// <summary>Fingerprints of the rows and where each went; never exported.</summary>
    public string Rows => Path.Combine(FullPath, "rows.jsonl");

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
    internal CheckpointDirectory Checkpoints => new(FullPath);

    /// <summary>Whether a run was begun here; one that is to be overwritten counts for nothing.</summary>
    public bool IsBegun => !isToGo && File.Exists(Config);

    /// <summary>Whether the run has ended.</summary>
    public bool IsFinished => !isToGo && File.Exists(Summary) && Directory.Exists(Final);

    /// <summary>Makes sure that the run has ended.</summary>
    /// <exception cref="InputException">It has not, or there is none.</exception>
    public void RequireFinished()
    {
        if (!IsFinished)
        {
            throw new InputException(
                FullPath, "no finished run", "the folder of a CoLoRA run that has ended", "check --run");
        }
    }

    /// <summary>
    /// Makes sure that a run may be written here, and settles what a killed process has left. The caller holds the
    /// folder's lock. A run that is to be overwritten stays until <see cref="Begin"/>, but no longer counts as there.
    /// </summary>
    /// <param name="mode">What to do with a run that is there.</param>
    /// <param name="reads">Files and folders that the command reads; those that are not there are none.</param>
    /// <exception cref="InputException">Something is there already that may not be touched; it is named.</exception>
    public void Claim(ResumeMode mode, IEnumerable<string>? reads = null)
    {
        FolderReplacement.Recover(FullPath, ConfigName);
        Draft.SweepAll(FullPath, RunFiles.IsName, isLocked: true);
        if (!IsBegun)
        {
            if (!FolderLock.IsBare(FullPath, RunFiles.ClustersName))
            {
                throw new InputException(
                    FullPath, "the folder is not empty and holds no run", "a new or an empty folder",
                    "choose another --out");
            }

            return;
        }

        switch (mode)
        {
            case ResumeMode.Refuse:
                throw new InputException(
                    FullPath, "a run is there already", "a new folder",
                    "add --resume to go on, --overwrite to begin anew, or choose another --out");
            case ResumeMode.Resume or ResumeMode.ResumeChanged when RunFiles.ForeignInReplaced(FullPath) is { } foreign:
                throw new InputException(
                    foreign, "lies where a run that goes on replaces or deletes files, and no run has written it", "",
                    "move it elsewhere");
            case ResumeMode.Overwrite:
                RequireOverwritable(reads ?? []);
                isToGo = true;
                break;
        }
    }

    /// <summary>
    /// Writes the config, with which a run is begun. One that is to be overwritten steps aside for it and is deleted
    /// when it is written.
    /// </summary>
    /// <param name="yaml">The config.</param>
    /// <param name="before">Writes what has to be there when the run counts as begun.</param>
    /// <exception cref="InputException">It cannot be written; then what was there is there again.</exception>
    public void Begin(string yaml, Action? before = null)
    {
        using var old = isToGo ? FolderReplacement.Begin(FullPath, ConfigName) : null;
        before?.Invoke();
        AtomicFile.WriteText(Config, Marker + yaml);
        old?.Commit();
        isToGo = false;
    }

    /// <summary>Only what is a run by its marker, holds nothing else, and is not what the command reads.</summary>
    private void RequireOverwritable(IEnumerable<string> reads)
    {
        if (!IsRun())
        {
            throw new InputException(
                Config, "is not the config of a run: this folder holds no run", "a folder that colora has written",
                "choose another --out");
        }

        if (RunFiles.ForeignIn(FullPath) is { } foreign)
        {
            throw new InputException(
                foreign, "lies in the folder that is to be overwritten, and no run has written it", "",
                "move it elsewhere, or choose another --out");
        }

        if (reads.FirstOrDefault(path => Path.Exists(path) && RealPath.IsInside(path, FullPath)) is { } read)
        {
            throw new InputException(
                read, $"lies in {FullPath}, which is to be overwritten, and is what this command reads", "",
                "choose another --out");
        }
    }

    /// <summary>
    /// The first line that we write above a config; runs of before have a run.json or, pre-trainings, the model that
    /// they began from.
    /// </summary>
    private bool IsRun()
    {
        using var reader = new StreamReader(Config);
        return reader.ReadLine() == Marker.TrimEnd()
            || File.Exists(Info) && File.Exists(Metrics)
            || File.Exists(Path.Combine(FullPath, "initial", "config.json")) && File.Exists(Metrics);
    }

    /// <summary>Adapter after a validated step, kept until the end to choose from.</summary>
    public string SelectionOf(long step) => Path.Combine(FullPath, "selection", $"step-{step:000000}");

    /// <summary>Deletes what a killed process has left in a run that has ended.</summary>
    /// <exception cref="InputException">Another process writes there.</exception>
    public void Settle()
    {
        using var held = FolderLock.Take(FullPath);
        Draft.SweepAll(FullPath, RunFiles.IsName, isLocked: true);
        DropSelection();
    }

    /// <summary>Deletes what the choice at the end was made from.</summary>
    public void DropSelection()
    {
        var selection = Path.GetDirectoryName(SelectionOf(0))!;
        if (Directory.Exists(selection) && RunFiles.ForeignInReplaced(FullPath) is null) AtomicFolder.Delete(selection);
    }

    /// <summary>The effective config of a run that is there, with the start that the race picked.</summary>
    /// <exception cref="InputException">There is no run.</exception>
    public RunConfig ReadConfig()
    {
        if (!IsBegun)
            throw new InputException(FullPath, "no run", "a folder that colora train has written", "check --run");
        var config = ConfigReader.Read<RunConfig>(Config, []);
        return Located(config.IsRaced && ReadStart() is { } choice ? choice.Apply(config) : config);
    }

    /// <summary>
    /// A config of this run, perhaps under options, with the paths where model and data lie now: the run may have been
    /// moved with them.
    /// </summary>
    public RunConfig Located(RunConfig config) => RunLocation.Of(this, config);

    /// <summary>What the race picked; null before it has ended, or without one.</summary>
    public StartChoice? ReadStart() => !isToGo && File.Exists(Start) ? RunJson.Read<StartChoice>(Start) : null;
}
