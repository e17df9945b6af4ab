using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Configuration;
using Colora.Engine;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using static TorchSharp.torch;

namespace Colora.Studies.Similarity;

/// <summary>
/// One pair (A, B) for each cluster of users: the groups that <see cref="SimilarityRun"/> suggests for a finished run
/// are trained apart, each with as many steps and as many rows of each user a step as all together would have had.
/// The groups' runs lie in <c>clusters/1</c>, <c>clusters/2</c> …; the adapter of all users in <c>final</c> holds
/// each user's pair beside its core.
/// </summary>
public static class ClusterRun
{
    /// <summary>
    /// The run that tells the clusters of a run that has been begun here; null where none was begun in clusters.
    /// </summary>
    public static RunDirectory? SourceOf(RunDirectory run) =>
        PlanOf(run) is { } plan ? new RunDirectory(plan.Run) : null;

    /// <summary>Runs what is missing.</summary>
    /// <param name="config">The effective config of all users.</param>
    /// <param name="similar">The finished run that tells who belongs together.</param>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="mode">What to do with a run that is there.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks to stop; the same call with <see cref="ResumeMode.Resume"/> goes on.</param>
    /// <exception cref="InputException">Bad input, or a run of other users or without cores.</exception>
    public static RunSummary Execute(
        RunConfig config,
        RunDirectory similar,
        string folder,
        ResumeMode mode,
        IRunListener listener,
        ModelSession? session = null,
        CancellationToken stop = default)
    {
        config = config.Rooted();
        RequireClusters(config);
        var directory = new RunDirectory(folder);
        using var held = FolderLock.Take(directory.FullPath);
        directory.Claim(mode, [.. config.Reads(), similar.FullPath]);
        var mayDiffer = mode == ResumeMode.ResumeChanged;
        var plan = mode is ResumeMode.Resume or ResumeMode.ResumeChanged ? PlanOf(directory) : null;
        if (plan is null) similar.RequireFinished();
        else RequireSameSource(plan, similar);
        if (directory.IsFinished)
        {
            listener.Note($"{folder} has ended already: nothing to resume");
            return RunJson.Read<RunSummary>(directory.Summary);
        }

        var binding = plan is not null ? RunBinding.Of(directory, mayDiffer, listener) : null;
        binding?.CheckSettings(config);
        var groups = plan?.Groups ?? SimilarityRun.Execute(similar, listener, mayDiffer).Groups;
        using var setup = RunSetup.Prepare(config, binding, session);
        RequireSameUsers(setup.Layout.Users, groups, similar);
        listener.Note(Said(groups));
        plan ??= new ClusterPlan(similar.FullPath, groups) { Adapter = RunIdentity.OfAdapter(similar.Final) };
        var planFile = Path.Combine(directory.FullPath, ClusterPlan.FileName);
        directory.Begin(ConfigWriter.ToYaml(config), () => RunJson.Write(planFile, plan));
        RunBinding.Record(directory, setup, config, binding);
        var ownMode = mayDiffer ? mode : ResumeMode.Resume;
        var runs = Train(config, groups, directory, ownMode, listener, session, stop);
        return Join(setup, directory, runs, config, binding, listener);
    }

    /// <summary>Trains each group apart.</summary>
    /// <returns>The run of each.</returns>
    private static List<RunDirectory> Train(
        RunConfig config,
        IReadOnlyList<IReadOnlyList<string>> groups,
        RunDirectory directory,
        ResumeMode mode,
        IRunListener listener,
        ModelSession? session,
        CancellationToken stop)
    {
        var shares = Shares(config.Training.BatchSize, [.. groups.Select(group => group.Count)]);
        var whole = new WholeProgress(listener, groups.Count);
        var runs = new List<RunDirectory>();
        foreach (var (i, group) in groups.Index())
        {
            var run = new RunDirectory(Path.Combine(directory.FullPath, "clusters", $"{i + 1}"));
            var progress = new PartProgress(whole, $"cluster {i + 1} of {groups.Count}", i);
            TrainRun.Execute(ConfigOf(config, group, shares[i]), run.FullPath, mode, progress, session, stop);
            runs.Add(run);
        }

        return runs;
    }

    private static void RequireClusters(RunConfig config)
    {
        if (config.Adapter.Method.HasClusters && config.Start.Run is null) return;
        throw new InputException(
            "adapter.method",
            config.Adapter.MethodName,
            "colora, not joined to a run: each cluster gets a pair (A, B) of its own",
            "--method colora");
    }

    /// <summary>
    /// Refuses another run than the one that told the clusters, or that run changed; one that is gone is not asked.
    /// </summary>
    private static void RequireSameSource(ClusterPlan plan, RunDirectory similar)
    {
        if (plan.Adapter is not { } then || !similar.IsFinished) return;
        if (RunIdentity.OfAdapter(similar.Final) == then) return;
        throw new InputException(
            similar.FullPath,
            "not the run, or not as it was, that told the clusters of this one",
            plan.Run,
            "resume with --resume and --out alone, or begin anew in another folder");
    }

    private static void RequireSameUsers(
        IReadOnlyList<string> users,
        IReadOnlyList<IReadOnlyList<string>> groups,
        RunDirectory similar)
    {
        var grouped = groups.SelectMany(group => group).Order(StringComparer.Ordinal);
        if (grouped.SequenceEqual(users.Order(StringComparer.Ordinal))) return;
        throw new InputException(
            similar.FullPath,
            $"a run of {groups.Sum(group => group.Count)} users",
            $"one of the same {users.Count} users as this config",
            "train it with the same data.* settings");
    }

    private static string Said(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        if (groups.Count == 1) return "one cluster: no groups of users stand out";
        var names = groups.Select(group => string.Join(", ", group));
        return $"{groups.Count} clusters: {string.Join("; ", names)}";
    }

    /// <summary>
    /// Of a step's rows each group's share by its users, one or more, together as many as a step takes where it has a
    /// row for each group.
    /// </summary>
    internal static int[] Shares(int rows, IReadOnlyList<int> groups)
    {
        var users = groups.Sum();
        var exact = groups.Select(group => (double)rows * group / users).ToArray();
        int[] shares = [.. exact.Select(share => Math.Max(1, (int)share))];
        var all = Enumerable.Range(0, shares.Length);
        while (shares.Sum() < rows) shares[all.MaxBy(Short)]++;
        while (shares.Sum() > rows && shares.Any(share => share > 1))
            shares[all.Where(i => shares[i] > 1).MinBy(Short)]--;
        return shares;

        double Short(int i) => exact[i] - shares[i];
    }

    private static ClusterPlan? PlanOf(RunDirectory run)
    {
        var path = Path.Combine(run.FullPath, ClusterPlan.FileName);
        return run.IsBegun && File.Exists(path) ? RunJson.Read<ClusterPlan>(path) : null;
    }

    /// <summary>The config of one group: its users, and of a step's rows their share.</summary>
    private static RunConfig ConfigOf(RunConfig config, IReadOnlyList<string> group, int rows) => config with
    {
        Data = config.Data with { Users = group, MaxUsers = 0 },
        Training = config.Training with { BatchSize = rows },
    };

    /// <summary>The clusters' runs as one run of all users.</summary>
    private static RunSummary Join(
        RunSetup setup,
        RunDirectory directory,
        List<RunDirectory> runs,
        RunConfig config,
        RunBinding? binding,
        IRunListener listener)
    {
        var adapters = runs.Select(run => AdapterFiles.Read(run.Final, setup.Model.Network)).ToList();
        try
        {
            using var joined = Joined(setup, adapters);
            List<RunSummary> summaries = [.. runs.Select(run => RunJson.Read<RunSummary>(run.Summary))];
            List<RunInfo> infos = [.. runs.Select(run => RunJson.Read<RunInfo>(run.Info))];
            AdapterFiles.WriteFinal(directory.Final, joined);
            var summary = Sum(summaries, infos, setup.Users.Count) with { Adapter = directory.Final };
            var info = setup.Describe() with
            {
                SharedParameters = infos.Sum(own => own.SharedParameters),
                ParametersPerUser = infos.Max(own => own.ParametersPerUser),
            };
            Decorate(setup, directory, runs, info, summary, listener);
            RunBinding.Record(directory, setup, config, binding, info);
            RunJson.Write(directory.Summary, summary);
            return summary;
        }
        finally
        {
            foreach (var adapter in adapters) adapter.Dispose();
        }
    }

    private static RunSummary Sum(List<RunSummary> summaries, List<RunInfo> infos, int users)
    {
        var losses = summaries.Zip(infos, (own, info) => own.FinalLoss * info.Users.Count);
        return summaries[0] with
        {
            Seconds = summaries.Sum(own => own.Seconds),
            PeakResidentBytes = summaries.Max(own => own.PeakResidentBytes),
            RowVisits = summaries.Sum(own => own.RowVisits),
            Tokens = summaries.Sum(own => own.Tokens),
            FinalLoss = losses.Sum() / users,
            StoppedEarly = summaries.Any(own => own.StoppedEarly),
            SharedStep = null,
            StepOfUser = summaries.SelectMany(own => own.StepOfUser).ToDictionary(),
            ValidationOfUser = summaries.SelectMany(own => own.ValidationOfUser).ToDictionary(),
        };
    }

    private static void Decorate(
        RunSetup setup,
        RunDirectory directory,
        List<RunDirectory> runs,
        RunInfo info,
        RunSummary summary,
        IRunListener listener)
    {
        Decoration.Add(listener, "model card", () =>
            AtomicFile.WriteText(directory.Card, ModelCard.Of(setup.Config, info, summary)));
        Decoration.Add(listener, "losses of the validation rows", () =>
        {
            if (setup.Config.Data.Validation == 0) return;
            var ofUser = runs.SelectMany(run => ValidationLosses.Read(run.FullPath)).ToLookup(row => row.User);
            ValidationLosses.Write(directory.FullPath, [.. setup.Users.SelectMany(user => ofUser[user.User])]);
        });
    }

    /// <summary>
    /// All users' factors side by side. A race may have given clusters different ranks, and with them scalings: the
    /// smaller rank is filled up with zeros, and a core takes over what its scaling differs by.
    /// </summary>
    private static AdapterWeights Joined(RunSetup setup, List<AdapterWeights> adapters)
    {
        using var quiet = no_grad();
        var places = adapters[0].Layout.Modules.Count;
        List<AdaptedModule> modules = [.. Enumerable.Range(0, places).Select(place => Widest(adapters, place))];
        var ownership = new FactorOwnership(Owner.Personal, Owner.Personal, Owner.Personal);
        var joined = new AdapterWeights(new AdapterLayout(setup.Layout.Users, modules, ownership));
        var numbers = setup.Layout.Users.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        foreach (var adapter in adapters)
        {
            for (var place = 0; place < places; place++)
            {
                using var scope = NewDisposeScope();
                foreach (var (user, name) in adapter.Layout.Users.Index())
                    Copy(adapter, user, joined, numbers[name], place);
            }
        }

        return joined;
    }

    private static AdaptedModule Widest(List<AdapterWeights> adapters, int place) =>
        adapters.Select(adapter => adapter.Layout.Modules[place]).MaxBy(module => module.Rank)!;

    private static void Copy(AdapterWeights from, int user, AdapterWeights to, int number, int place)
    {
        var (own, wide) = (from.Layout.Modules[place], to.Layout.Modules[place]);
        var core = from[FactorKind.S].View(place, user) * Constant.Of(own.Scaling / wide.Scaling);
        Part(FactorKind.A).copy_(from[FactorKind.A].View(place, user));
        Part(FactorKind.B).copy_(from[FactorKind.B].View(place, user));
        Part(FactorKind.S).narrow(1, 0, own.Rank).copy_(core);

        Tensor Part(FactorKind kind) => to[kind].View(place, number).narrow(0, 0, own.Rank);
    }
}
