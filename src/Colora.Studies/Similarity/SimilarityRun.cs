using Colora.Checkpoints;
using Colora.Data;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using MathNet.Numerics.Statistics;

namespace Colora.Studies.Similarity;

/// <summary>How alike the users of a finished run are, from their cores alone: no data is read.</summary>
public static class SimilarityRun
{
    /// <summary>The report's file in the run's folder.</summary>
    public const string FileName = "similarity.json";

    private const double Conflict = -0.1;
    private const string PlantedName = "similarity.json";

    /// <summary>The report; written to <c>similarity.json</c> in the run's folder as well.</summary>
    /// <param name="run">A finished run of an arm with shared factors and personal cores.</param>
    /// <exception cref="InputException">No such run, or its arm has no personal cores.</exception>
    /// <param name="listener">Hears what is worth knowing; none where nobody listens.</param>
    /// <param name="allowChanged">Whether base and rows may be others than the run's.</param>
    public static SimilarityReport Execute(RunDirectory run, IRunListener? listener = null, bool allowChanged = false)
    {
        var config = run.ReadConfig();
        var ownership = config.Adapter.Method.Ownership;
        if (!ownership.HasCoresAlone)
            throw new InputException(run.FullPath, $"a run of method {config.Adapter.MethodName}", "one whose users differ by cores on shared factors and by nothing else: colora, colora-diag or lora-xs", "train with --method colora");
        if (!run.IsFinished) throw new InputException(run.FullPath, "the run has not ended", "a finished run", "add --resume to colora train to end it");
        using var held = FolderLock.Take(run.FullPath);
        var binding = RunBinding.Of(run, allowChanged, listener);
        using var model = RunBinding.Load(binding, null, config.Model, config.Revision, config.Engine);

        // The cores alone tell the similarity; rows that are here should be those that the cores were trained on.
        var data = RowSources.PlaceOf(config.Data.Path);
        if (!Path.Exists(data)) listener?.Note($"{config.Data.Path}: not here; the cores tell the similarity without it");
        else binding?.Split(config, testAlone: false);
        using var weights = AdapterFiles.Read(run.Final, model.Network);
        if (!weights.Layout.Ownership.HasCoresAlone)
            throw new InputException(run.FullPath, "a run with a pair (A, B) for each cluster", "one with the same A and B for all users: only their cores can be compared", "name the run that the clusters came from");
        var cosines = TaskSimilarity.Of(weights);
        var clusters = UserClusters.Of(cosines);
        var users = weights.Layout.Users;
        var pairs = users.SelectMany((one, i) => users.Select((other, j) => (i, j, Pair: new SimilarityPair(one, other, cosines[i, j])))).Where(pair => pair.i < pair.j).ToList();
        var report = new SimilarityReport(
            users,
            [.. users.Select((_, i) => (IReadOnlyList<double>)[.. users.Select((_, j) => cosines[i, j])])],
            [.. clusters.Order.Select(user => users[user])],
            [.. clusters.Joins.Select(join => new SimilarityJoin(join.Left, join.Right, join.Distance))],
            [.. clusters.Groups.Select(group => (IReadOnlyList<string>)[.. group.Select(user => users[user])])],
            clusters.Silhouette,
            [.. pairs.Select(pair => pair.Pair).Where(pair => pair.Cosine < Conflict).OrderBy(pair => pair.Cosine)],
            Planted(config, pairs.Select(pair => pair.Pair).ToList(), listener))
        {
            Changes = binding?.Changes ?? [],
        };
        RunJson.Write(Path.Combine(run.FullPath, FileName), report);
        return report;
    }

    /// <summary>Spearman's rank correlation with the similarity that the generator of the data wrote beside them.</summary>
    private static double? Planted(RunConfig config, List<SimilarityPair> pairs, IRunListener? listener)
    {
        var path = Path.Combine(RowSources.PlaceOf(config.Data.Path) ?? "", PlantedName);
        if (pairs.Count < 2 || !File.Exists(path)) return null;
        PlantedSimilarity planted;
        try
        {
            planted = RunJson.Read<PlantedSimilarity>(path);
        }
        catch (InputException e)
        {
            listener?.Note($"the similarity that was planted in the data is left out: {e.Message}");
            return null;
        }

        var places = planted.Tenants.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place);
        if (pairs.Any(pair => !places.ContainsKey(pair.One) || !places.ContainsKey(pair.Other))) return null;
        var correlation = Correlation.Spearman([.. pairs.Select(pair => planted.Similarity[places[pair.One]][places[pair.Other]])], [.. pairs.Select(pair => pair.Cosine)]);
        return double.IsNaN(correlation) ? null : correlation;
    }
}
