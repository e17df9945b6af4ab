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
/// One pair (A, B) for each cluster of users: the groups that <see cref="SimilarityRun"/> suggests for a finished run are trained apart, each with as
/// many steps and as many rows of each user a step as all together would have had. The groups' runs lie in <c>clusters/1</c>, <c>clusters/2</c> …;
/// the adapter of all users in <c>final</c> holds each user's pair beside its core.
/// </summary>
public static class ClusterRun
{
    /// <summary>The run that tells the clusters of a run that has been begun here; null where none was begun in clusters.</summary>
    public static RunDirectory? SourceOf(RunDirectory run) => PlanOf(run) is { } plan ? new RunDirectory(plan.Run) : null;

    /// <summary>Runs what is missing.</summary>
    /// <param name="config">The effective config of all users.</param>
    /// <param name="similar">The finished run that tells who belongs together.</param>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="mode">What to do with a run that is there.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks to stop; the same call with <see cref="ResumeMode.Resume"/> goes on.</param>
    /// <exception cref="InputException">Bad input, or a run of other users or without cores.</exception>
    public static RunSummary Execute(RunConfig config, RunDirectory similar, string folder, ResumeMode mode, IRunListener listener, ModelSession? session = null, CancellationToken stop = default)
    {
        config = config.Rooted();
        if (!config.Adapter.Method.HasClusters || config.Start.Run is not null)
            throw new InputException("adapter.method", config.Adapter.MethodName, "colora, not joined to a run: each cluster gets a pair (A, B) of its own", "--method colora");
        var directory = new RunDirectory(folder);
        using var held = FolderLock.Take(directory.FullPath);
        directory.Claim(mode, [.. config.Reads(), similar.FullPath]);
        var plan = mode is ResumeMode.Resume or ResumeMode.ResumeChanged ? PlanOf(directory) : null;
        if (plan is null) similar.RequireFinished();
        else if (plan.Adapter is { } then && similar.IsFinished && RunIdentity.OfAdapter(similar.Final) != then)
            throw new InputException(similar.FullPath, "not the run, or not as it was, that told the clusters of this one", plan.Run, "resume with --resume and --out alone, or begin anew in another folder");
        if (directory.IsFinished)
        {
            listener.Note($"{folder} has ended already: nothing to resume");
            return RunJson.Read<RunSummary>(directory.Summary);
        }

        var binding = plan is not null ? RunBinding.Of(directory, mode == ResumeMode.ResumeChanged, listener) : null;
        binding?.CheckSettings(config);
        var groups = plan?.Groups ?? SimilarityRun.Execute(similar, listener, mode == ResumeMode.ResumeChanged).Groups;
        using var setup = RunSetup.Prepare(config, binding, session);
        var users = setup.Layout.Users;
        if (!groups.SelectMany(group => group).Order(StringComparer.Ordinal).SequenceEqual(users.Order(StringComparer.Ordinal)))
            throw new InputException(similar.FullPath, $"a run of {groups.Sum(group => group.Count)} users", $"one of the same {users.Count} users as this config", "train it with the same data.* settings");
        listener.Note(groups.Count == 1 ? "one cluster: no groups of users stand out" : $"{groups.Count} clusters: {string.Join("; ", groups.Select(group => string.Join(", ", group)))}");
        plan ??= new ClusterPlan(similar.FullPath, groups) { Adapter = RunIdentity.OfAdapter(similar.Final) };
        directory.Begin(ConfigWriter.ToYaml(config), () => RunJson.Write(Path.Combine(directory.FullPath, ClusterPlan.FileName), plan));
        RunBinding.Record(directory, setup, config, binding);
        var shares = Shares(config.Training.BatchSize, [.. groups.Select(group => group.Count)]);
        var whole = new WholeProgress(listener, groups.Count);
        var runs = groups.Select((group, i) =>
        {
            var own = new RunDirectory(Path.Combine(directory.FullPath, "clusters", $"{i + 1}"));
            TrainRun.Execute(ConfigOf(config, group, shares[i]), own.FullPath, mode == ResumeMode.ResumeChanged ? mode : ResumeMode.Resume, new PartProgress(whole, $"cluster {i + 1} of {groups.Count}", i), session, stop);
            return own;
        }).ToList();
        return Join(setup, directory, runs, config, binding, listener);
    }

    /// <summary>Of a step's rows each group's share by its users, one or more, together as many as a step takes where it has a row for each group.</summary>
    internal static int[] Shares(int rows, IReadOnlyList<int> groups)
    {
        var users = groups.Sum();
        var exact = groups.Select(group => (double)rows * group / users).ToArray();
        int[] shares = [.. exact.Select(share => Math.Max(1, (int)share))];
        while (shares.Sum() < rows) shares[Enumerable.Range(0, shares.Length).MaxBy(i => exact[i] - shares[i])]++;
        while (shares.Sum() > rows && shares.Any(share => share > 1)) shares[Enumerable.Range(0, shares.Length).Where(i => shares[i] > 1).MinBy(i => exact[i] - shares[i])]--;
        return shares;
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

    private static RunSummary Join(RunSetup setup, RunDirectory directory, List<RunDirectory> runs, RunConfig config, RunBinding? binding, IRunListener listener)
    {
        var adapters = runs.Select(run => AdapterFiles.Read(run.Final, setup.Model.Network)).ToList();
        try
        {
            using var joined = Joined(setup, adapters);
            var summaries = runs.Select(run => RunJson.Read<RunSummary>(run.Summary)).ToList();
            var infos = runs.Select(run => RunJson.Read<RunInfo>(run.Info)).ToList();
            AdapterFiles.WriteFinal(directory.Final, joined);
            var summary = summaries[0] with
            {
                Seconds = summaries.Sum(own => own.Seconds),
                PeakResidentBytes = summaries.Max(own => own.PeakResidentBytes),
                RowVisits = summaries.Sum(own => own.RowVisits),
                Tokens = summaries.Sum(own => own.Tokens),
                FinalLoss = summaries.Zip(infos).Sum(pair => pair.First.FinalLoss * pair.Second.Users.Count) / setup.Users.Count,
                StoppedEarly = summaries.Any(own => own.StoppedEarly),
                SharedStep = null,
                StepOfUser = summaries.SelectMany(own => own.StepOfUser).ToDictionary(),
                ValidationOfUser = summaries.SelectMany(own => own.ValidationOfUser).ToDictionary(),
                Adapter = directory.Final,
            };
            var info = setup.Describe() with { SharedParameters = infos.Sum(own => own.SharedParameters), ParametersPerUser = infos.Max(own => own.ParametersPerUser) };
            Decoration.Add(listener, "model card", () => AtomicFile.WriteText(directory.Card, ModelCard.Of(setup.Config, info, summary)));
            Decoration.Add(listener, "losses of the validation rows", () =>
            {
                if (setup.Config.Data.Validation == 0) return;
                var ofUser = runs.SelectMany(run => ValidationLosses.Read(run.FullPath)).ToLookup(row => row.User);
                ValidationLosses.Write(directory.FullPath, [.. setup.Users.SelectMany(user => ofUser[user.User])]);
            });

            RunBinding.Record(directory, setup, config, binding, info);
            RunJson.Write(directory.Summary, summary);
            return summary;
        }
        finally
        {
            foreach (var adapter in adapters) adapter.Dispose();
        }
    }

    /// <summary>
    /// All users' factors side by side. A race may have given clusters different ranks, and with them scalings: the smaller rank is filled up with zeros,
    /// and a core takes over what its scaling differs by.
    /// </summary>
    private static AdapterWeights Joined(RunSetup setup, List<AdapterWeights> adapters)
    {
        using var quiet = no_grad();
        var modules = adapters[0].Layout.Modules.Select((_, place) => adapters.Select(adapter => adapter.Layout.Modules[place]).MaxBy(module => module.Rank)!).ToList();
        var joined = new AdapterWeights(new AdapterLayout(setup.Layout.Users, modules, new FactorOwnership(Owner.Personal, Owner.Personal, Owner.Personal)));
        var numbers = setup.Layout.Users.Select((user, number) => (user, number)).ToDictionary(pair => pair.user, pair => pair.number);
        foreach (var adapter in adapters)
        {
            for (var place = 0; place < modules.Count; place++)
            {
                using var scope = NewDisposeScope();
                var own = adapter.Layout.Modules[place];
                for (var user = 0; user < adapter.Layout.Users.Count; user++)
                {
                    var at = numbers[adapter.Layout.Users[user]];
                    joined[FactorKind.A].View(place, at).narrow(0, 0, own.Rank).copy_(adapter[FactorKind.A].View(place, user));
                    joined[FactorKind.B].View(place, at).narrow(0, 0, own.Rank).copy_(adapter[FactorKind.B].View(place, user));
                    joined[FactorKind.S].View(place, at).narrow(0, 0, own.Rank).narrow(1, 0, own.Rank).copy_(adapter[FactorKind.S].View(place, user) * Constant.Of(own.Scaling / modules[place].Scaling));
                }
            }
        }

        return joined;
    }
}
