using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Data;
using Colora.Engine;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs.Progress;

namespace Colora.Runs;

/// <summary>
/// Binds a run to what it was made of. A verb asks it about what the verb is about to read: the base, or rows. What
/// differs is refused by name, unless the user has allowed it; then it is said and kept for the report.
/// </summary>
internal sealed class RunBinding
{
    private const int MostNamed = 5;
    private const string Remedy =
        "put back what the run was trained on, or add --allow-changed to go on; the report will say so";

    private readonly RunDirectory run;
    private readonly RunInfo info;
    private readonly bool allowChanged;
    private readonly IRunListener? listener;
    private readonly List<string> changes = [];
    private RunRows? rows;

    private RunBinding(RunDirectory run, RunInfo info, bool allowChanged, IRunListener? listener) =>
        (this.run, this.info, this.allowChanged, this.listener) = (run, info, allowChanged, listener);

    /// <summary>What differed and was allowed.</summary>
    public IReadOnlyList<string> Changes => changes;

    /// <summary>Whether the run has been changed, now or in an earlier sitting.</summary>
    internal bool IsChanged => changes.Count + info.Changes.Count > 0;

    /// <summary>Fingerprints of the run's rows.</summary>
    internal RunRows Rows => rows ??= RunRows.Read(run.Rows);

    /// <summary>
    /// The binding of a run; null where the run has none: it has just begun, or an older version wrote it, which is
    /// said.
    /// </summary>
    public static RunBinding? Of(RunDirectory run, bool allowChanged, IRunListener? listener)
    {
        if (!File.Exists(run.Info)) return null;
        var info = RunJson.Read<RunInfo>(run.Info);
        if (info.Base is not null) return new RunBinding(run, info, allowChanged, listener);
        listener?.Note($"{run.FullPath}: written by a version that did not record what base and rows a run is made of: "
            + "nothing to check them against");
        return null;
    }

    /// <summary>Refuses a base that is not the run's.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="withChat">Whether the chat template is read too.</param>
    /// <returns>The base as it is.</returns>
    /// <exception cref="InputException">It is another, and that was not allowed.</exception>
    public ModelIdentity CheckBase(string folder, bool withChat = false) =>
        CheckBase(folder, ModelIdentity.Of(folder), withChat);

    /// <summary>The same for a base whose identity is known.</summary>
    public ModelIdentity CheckBase(string folder, ModelIdentity found, bool withChat = false)
    {
        if (info.Base!.Differences(found, withChat) is { Count: > 0 } differences)
        {
            Differs(
                folder, $"not the base that {run.FullPath} was trained on: {string.Join(", ", differences)}",
                "the same files");
        }

        return found;
    }

    /// <summary>
    /// The base that a verb is to use, to be disposed of by it; where a run is bound, refuses another than the run's.
    /// </summary>
    /// <param name="binding">The run's, or none.</param>
    /// <param name="session">A base that is loaded already, or none.</param>
    /// <param name="model">As <see cref="ModelSession.Open"/> takes it.</param>
    /// <param name="revision">Revision of a model of a hub.</param>
    /// <param name="engine">Device and element type.</param>
    /// <param name="withChat">Whether the chat template is read too.</param>
    /// <exception cref="InputException">A file is missing or broken, or it is another base and that was not
    /// allowed.</exception>
    internal static LoadedModel Load(
        RunBinding? binding, ModelSession? session, string model, string? revision, EngineConfig engine,
        bool withChat = false)
    {
        var (loaded, identity, _) = ModelSession.Borrow(session, model, revision, engine);
        try
        {
            binding?.CheckBase(loaded.Folder, identity, withChat);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>The rows as the run split them.</summary>
    /// <param name="config">Data and prompt.</param>
    /// <param name="testAlone">Whether only test rows are read.</param>
    /// <exception cref="InputException">They are gone, or others than the run's and that was not allowed.</exception>
    public (IReadOnlyList<UserDataset> Users, IReadOnlyList<string?> Instructions) Split(
        RunConfig config, bool testAlone)
    {
        var read = DataSource.Read(config.Data, testAlone);
        var known = read.Where(user => Rows[user.User] is not null).ToList();
        var lines = Differences(config.Data, read, known, testAlone);
        if (lines.Count > 0)
        {
            var more = lines.Count > MostNamed ? $"; and {lines.Count - MostNamed} more" : "";
            Differs(
                config.Data.Path,
                $"not the rows that {run.FullPath} was trained on: "
                    + $"{string.Join("; ", lines.Take(MostNamed))}{more}",
                "the same rows in the same order");
            if (known.Count == 0)
            {
                throw new InputException(
                    config.Data.Path, "no user of the run", $"rows of {string.Join(", ", Rows.Users.Take(MostNamed))}");
            }
        }

        var split = DatasetSplit.Of(known, config.Data, config.Prompt, config.Training.Seed, Rows);
        if (split.Sum(user => user.LeftOut) is > 0 and var left)
            listener?.Note($"{left} rows of the test files were left out: the run has learned from them");
        return (split, [.. known.Select(user => user.Instruction)]);
    }

    private List<string> Differences(
        DataConfig data, IReadOnlyList<UserRows> read, IReadOnlyList<UserRows> known, bool testAlone)
    {
        // A user who is not read is missing only where the same users are asked for as when the run was begun.
        var begun = ConfigReader.Read<RunConfig>(run.Config, []).Data;
        var isWhole = data.Preset == begun.Preset
            && data.MaxUsers == begun.MaxUsers
            && data.Users.SequenceEqual(begun.Users);
        var lines = new List<string>();
        if (isWhole)
        {
            var gone = Rows.Users.Except(read.Select(user => user.User));
            lines.AddRange(gone.Select(user => $"user \"{user}\" is gone"));
        }

        var foreign = read.Except(known);
        lines.AddRange(foreign.Select(user => $"user \"{user.User}\" ({user.TrainSource}) is not of the run"));
        lines.AddRange(known.Select(user => FirstDifference(user, testAlone)).OfType<string>());
        var instructed = known.Where(user => InstructionThen(user.User) != user.Instruction);
        lines.AddRange(instructed.Select(user => $"the instruction of \"{user.User}\" is another"));
        return lines;
    }

    private string? InstructionThen(string user) => info.Users.FirstOrDefault(own => own.Name == user)?.Instruction;

    /// <summary>Refuses to go on with other settings than the run was begun with.</summary>
    /// <exception cref="InputException">They are others.</exception>
    internal void CheckSettings(RunConfig config)
    {
        if (info.Settings is { } begun && begun != RunIdentity.OfSettings(config))
        {
            throw new InputException(
                run.FullPath, "the run was begun with another config", "the same as when it was begun",
                "resume with --resume and --out alone, or begin anew in another folder");
        }
    }

    /// <summary>Writes what a run is made of into its folder: fingerprints of its rows, and <c>run.json</c>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="setup">What it is made of.</param>
    /// <param name="config">The config as it was asked for.</param>
    /// <param name="before">The binding under which it goes on; none = it begins.</param>
    /// <param name="info">What <c>run.json</c> is to say besides; none = what the setup says.</param>
    internal static RunInfo Record(
        RunDirectory run, RunSetup setup, RunConfig config, RunBinding? before, RunInfo? info = null)
    {
        if (before is null || before.changes.Count > 0)
            RunRows.Of(setup.Users, config.Training.Seed, before?.Rows).Write(run.Rows);
        info = (info ?? setup.Describe()) with
        {
            Settings = RunIdentity.OfSettings(config),
            Places = RunPlaces.Of(run.FullPath, config),
            Changes = before is null ? [] : [.. before.info.Changes.Union(before.changes)],
        };
        RunJson.Write(run.Info, info);
        ManagedHeap.GiveBackAfter(setup.Users.Sum(user => (long)user.Labelled.Count + user.Test.Count));
        return info;
    }

    private void Differs(string where, string found, string expected)
    {
        if (!allowChanged) throw new InputException(where, found, expected, Remedy);
        changes.Add($"{where}: {found}");
        listener?.Note($"allowed: {where}: {found}");
    }

    /// <summary>How a user's rows differ from the run's, as far as they are read; null where they do not.</summary>
    private string? FirstDifference(UserRows user, bool testAlone)
    {
        var then = Rows[user.User]!;
        if (!(testAlone && user.Test is not null)
            && FirstDifference(
                user.User, "rows", user.TrainSource, user.Train, user.TrainMarks, then.Labelled) is { } labelled)
        {
            return labelled;
        }

        if (user.Test is null == then.Test is null)
        {
            return user.Test is null
                ? null
                : FirstDifference(user.User, "test rows", user.TestSource, user.Test, user.TestMarks, then.Test!);
        }

        return user.Test is null
            ? $"user \"{user.User}\" has no test file; the run had one of {then.Test!.Count} rows"
            : $"user \"{user.User}\" has a test file, {user.TestSource}; the run had none";
    }

    private string? FirstDifference(
        string user, string what, string source, IReadOnlyList<ExampleRecord> now, IReadOnlyList<RowMark> marks,
        IReadOnlyList<ulong> then)
    {
        for (var i = 0; i < now.Count; i++)
        {
            var row = Rows.Fingerprint(marks[i].Row);
            if (i < then.Count && row == then[i]) continue;
            var counts = now.Count == then.Count
                ? $"{now.Count} {what} as before"
                : $"{now.Count} {what}, {then.Count} then";
            var order = IsReordered(marks, then) ? " (the same rows in another order)" : "";
            return $"user \"{user}\" has {counts}; {source}:{now[i].Line} is the first that differs{order}";
        }

        return now.Count == then.Count
            ? null
            : $"user \"{user}\" has {now.Count} {what}, {then.Count} then; {source} ends before the {now.Count + 1}th";
    }

    private bool IsReordered(IReadOnlyList<RowMark> now, IReadOnlyList<ulong> then) =>
        now.Count == then.Count && now.Select(mark => Rows.Fingerprint(mark.Row)).Order().SequenceEqual(then.Order());
}
