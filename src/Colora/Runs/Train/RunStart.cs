using System.Globalization;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Progress;
using static TorchSharp.torch;

namespace Colora.Runs.Train;

/// <summary>
/// The start of users who join a finished run: its A and B, and for each of them the core, among the run's own and their mean, under which
/// the user's training rows are likeliest. A user whom the run knows begins with its own core.
/// </summary>
internal static class RunStart
{
    private const int MostCandidates = 64;

    /// <summary>Fills zeros in place.</summary>
    /// <exception cref="InputException">The run is none, or of another rank or other modules.</exception>
    public static void Fill(RunSetup setup, AdapterWeights weights, IRunListener listener)
    {
        var run = new RunDirectory(setup.Config.Start.Run!);
        using var known = Read(run, setup);
        if (!known.Layout.Modules.SequenceEqual(weights.Layout.Modules))
        {
            throw new InputException(run.FullPath, $"{known.Layout.Modules.Count} modules of rank {known.Layout.Modules[0].Rank}",
                $"the same modules, rank and scaling as this config: {weights.Layout.Modules.Count} of rank {weights.Layout.Modules[0].Rank}", "take adapter.* from the run's config.yaml");
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var kind in (FactorKind[])[FactorKind.A, FactorKind.B]) weights[kind].Values.copy_(known[kind].Values);
        var cores = known[FactorKind.S].Values;
        var candidates = new List<(string Name, Tensor Core)> { ("the mean core", cores.mean([0])) };
        var stride = Math.Max(1, (int)Math.Ceiling(known.Layout.Users.Count / (MostCandidates - 1.0)));
        for (var user = 0; user < known.Layout.Users.Count; user += stride) candidates.Add((known.Layout.Users[user], cores[user]));

        var rows = setup.Train.SelectMany(own => own).ToList();
        var best = new (double Loss, int Candidate)[setup.Users.Count];
        Array.Fill(best, (double.PositiveInfinity, 0));
        for (var i = 0; i < candidates.Count; i++)
        {
            weights[FactorKind.S].Values.copy_(candidates[i].Core.unsqueeze(0).expand(setup.Users.Count, -1));
            var losses = AnswerLikelihood.PerUser(rows, AnswerLikelihood.Of(setup.Model.Network, weights, rows, setup.Config.Evaluation.BatchSize), setup.Users.Count);
            for (var user = 0; user < losses.Length; user++)
                if (losses[user] < best[user].Loss) best[user] = (losses[user], i);
            listener.Progress(new StageProgress("start", i + 1, candidates.Count, "cores tried"));
        }

        for (var user = 0; user < best.Length; user++)
        {
            var name = setup.Users[user].User;
            var own = known.Layout.Users.ToList().IndexOf(name);
            weights[FactorKind.S].Values[user].copy_(own >= 0 ? cores[own] : candidates[best[user].Candidate].Core);
            listener.Note(own >= 0 ? $"{name} begins with its own core" : string.Create(CultureInfo.InvariantCulture, $"{name} begins with the core of {candidates[best[user].Candidate].Name} ({best[user].Loss:0.000} nats a token on its training rows)"));
        }
    }

    /// <summary>The adapter of a finished run whose users differ by cores alone, of the same kind as this config's.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static AdapterWeights Read(RunDirectory run, RunSetup setup)
    {
        run.RequireFinished();
        var weights = AdapterFiles.Read(run.Final, setup.Model.Network);
        if (weights.Layout.Ownership == setup.Layout.Ownership && weights.Layout.Ownership.HasCoresAlone) return weights;
        var cores = weights.Layout.Ownership.HasCoresAlone ? weights.Layout.Ownership.IsDiagonal ? "diagonal cores" : "full cores" : null;
        weights.Dispose();
        if (cores is not null) throw new InputException(run.FullPath, $"a run of {cores}", $"cores like this config's, {setup.Config.Adapter.MethodName}", "take adapter.method from the run's config.yaml");
        throw new InputException(run.FullPath, "a run without personal cores on shared factors, or with more than these", "a run of method colora, colora-diag or lora-xs", "train with --method colora");
    }
}
