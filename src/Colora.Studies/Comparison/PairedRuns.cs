using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Evaluate;
using Colora.Studies.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>Scores of one arm less those of another on the same test rows, over the runs of all seeds.</summary>
internal sealed class PairedRuns
{
    // Of each user, [seed][row]: the test rows are the same for all seeds.
    private readonly List<(string User, IReadOnlyList<IReadOnlyList<double>> Differences)> users = [];

    private PairedRuns()
    {
    }

    /// <summary>The differences.</summary>
    /// <param name="seeds">Of each seed, scores of each user's rows under both arms.</param>
    /// <exception cref="InputException">The arms were judged by different numbers of rows.</exception>
    public static PairedRuns Of(IReadOnlyList<(ILookup<string, double> Mine, ILookup<string, double> Theirs)> seeds)
    {
        var paired = new PairedRuns();
        foreach (var user in seeds[0].Mine.Select(rows => rows.Key))
        {
            var differences = seeds.Select(seed => Less([.. seed.Mine[user]], [.. seed.Theirs[user]], user));
            paired.users.Add((user, [.. differences]));
        }

        return paired;
    }

    /// <summary>The verdict of each user.</summary>
    public IReadOnlyList<UserVerdict> Verdicts() => UserVerdict.OfRuns(users);

    /// <summary>The mean gain with its interval.</summary>
    public PairedInterval Interval() => PairedInterval.OfRuns(BySeed());

    /// <summary>The verdict of all users together.</summary>
    public PooledVerdict Pooled() => PooledVerdict.OfRuns(BySeed());

    private List<IReadOnlyList<IReadOnlyList<double>>> BySeed()
    {
        var seeds = new List<IReadOnlyList<IReadOnlyList<double>>>();
        for (var seed = 0; seed < users[0].Differences.Count; seed++)
            seeds.Add([.. users.Select(user => user.Differences[seed])]);
        return seeds;
    }

    private static IReadOnlyList<double> Less(List<double> mine, List<double> theirs, string user)
    {
        if (mine.Count == theirs.Count) return [.. mine.Zip(theirs, (score, other) => score - other)];
        throw new InputException(
            EvaluateRun.PredictionsName,
            $"{mine.Count} rows of user \"{user}\" beside {theirs.Count} of another arm",
            "the same rows of all arms",
            "compare into a new --out");
    }
}
