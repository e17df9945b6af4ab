using Colora.Adapters;
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
        Require(run, config);
        using var held = FolderLock.Take(run.FullPath);
        var binding = RunBinding.Of(run, allowChanged, listener);
        using var model = RunBinding.Load(binding, null, config.Model, config.Revision, config.Engine);

        // The cores alone tell the similarity; rows that are here should be those that the cores were trained on.
        var data = RowSources.PlaceOf(config.Data.Path);
        if (Path.Exists(data)) binding?.Split(config, testAlone: false);
        else listener?.Note($"{config.Data.Path}: not here; the cores tell the similarity without it");
        using var weights = AdapterFiles.Read(run.Final, model.Network);
        if (!weights.Layout.Ownership.HasCoresAlone)
        {
            throw new InputException(
                run.FullPath,
                "a run with a pair (A, B) for each cluster",
                "one with the same A and B for all users: only their cores can be compared",
                "name the run that the clusters came from");
        }

        var report = Of(weights, config, listener) with { Changes = binding?.Changes ?? [] };
        RunJson.Write(Path.Combine(run.FullPath, FileName), report);
        return report;
    }

    private static void Require(RunDirectory run, RunConfig config)
    {
        if (!config.Adapter.Method.Ownership.HasCoresAlone)
        {
            throw new InputException(
                run.FullPath,
                $"a run of method {config.Adapter.MethodName}",
                "one whose users differ by cores on shared factors and by nothing else: colora, colora-diag or lora-xs",
                "train with --method colora");
        }

        if (run.IsFinished) return;
        throw new InputException(
            run.FullPath,
            "the run has not ended",
            "a finished run",
            "add --resume to colora train to end it");
    }

    private static SimilarityReport Of(AdapterWeights weights, RunConfig config, IRunListener? listener)
    {
        var users = weights.Layout.Users;
        var cosines = TaskSimilarity.Of(weights);
        var clusters = UserClusters.Of(cosines);
        var pairs = Pairs(users, cosines);
        var groups = clusters.Groups.Select(group => group.Select(user => users[user]));
        var joins = clusters.Joins.Select(join => new SimilarityJoin(join.Left, join.Right, join.Distance));
        var conflicts = pairs.Where(pair => pair.Cosine < Conflict).OrderBy(pair => pair.Cosine);
        return new SimilarityReport(
            Users: users,
            Cosines: [.. users.Select((_, user) => Row(cosines, user))],
            Order: [.. clusters.Order.Select(user => users[user])],
            Joins: [.. joins],
            Groups: [.. groups.Select(group => (IReadOnlyList<string>)[.. group])],
            Silhouette: clusters.Silhouette,
            Conflicts: [.. conflicts],
            Planted: Planted(config, pairs, listener));
    }

    private static IReadOnlyList<double> Row(double[,] cosines, int user) =>
        [.. Enumerable.Range(0, cosines.GetLength(1)).Select(other => cosines[user, other])];

    /// <summary>Every two users once.</summary>
    private static List<SimilarityPair> Pairs(IReadOnlyList<string> users, double[,] cosines)
    {
        var pairs = new List<SimilarityPair>();
        for (var i = 0; i < users.Count; i++)
            for (var j = i + 1; j < users.Count; j++) pairs.Add(new SimilarityPair(users[i], users[j], cosines[i, j]));
        return pairs;
    }

    /// <summary>
    /// Spearman's rank correlation with the similarity that the generator of the data wrote beside them.
    /// </summary>
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

        var places = planted.Tenants.Index().ToDictionary(tenant => tenant.Item, tenant => tenant.Index);
        if (pairs.Any(pair => !places.ContainsKey(pair.One) || !places.ContainsKey(pair.Other))) return null;
        double[] made = [.. pairs.Select(pair => planted.Similarity[places[pair.One]][places[pair.Other]])];
        double[] found = [.. pairs.Select(pair => pair.Cosine)];
        var correlation = Correlation.Spearman(made, found);
        return double.IsNaN(correlation) ? null : correlation;
    }
}
