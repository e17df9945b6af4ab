using Colora.Evaluation;
using Colora.Studies.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>What a choice on validation rows would have given at one size, and how it went on the test rows.</summary>
internal sealed class CompareChoices
{
    private const string Local = CompareFallback.Safe;

    private readonly Func<string, long, CompareOutcome> outcomeOf;
    private readonly List<string> candidates;
    private readonly Dictionary<string, int> chosen;
    private readonly List<(ILookup<string, double> Chosen, ILookup<string, double> Alone)> runs = [];
    private int right;
    private int harmful;
    private int all;

    private CompareChoices(List<string> candidates, Func<string, long, CompareOutcome> outcomeOf)
    {
        this.candidates = candidates;
        this.outcomeOf = outcomeOf;
        chosen = candidates.ToDictionary(arm => arm, _ => 0);
    }

    /// <summary>Chooses for every user and seed.</summary>
    /// <param name="request">What was compared.</param>
    /// <param name="outcomes">All runs.</param>
    /// <param name="rows">Training rows of each user.</param>
    /// <param name="users">Number of users, as asked for.</param>
    public static CompareFallback Of(
        CompareRequest request,
        IReadOnlyDictionary<CompareKey, CompareOutcome> outcomes,
        int rows,
        int users)
    {
        List<string> candidates = [.. request.Arms.Where(CompareFallback.IsCandidate).Select(arm => arm.Name)];
        var choices = new CompareChoices(candidates, (arm, seed) => outcomes[new CompareKey(arm, rows, users, seed)]);
        foreach (var seed in request.Seeds) choices.Choose(seed);
        return choices.Sum(rows);
    }

    private void Choose(long seed)
    {
        var alone = outcomeOf(Local, seed);
        List<string> users = [.. alone.Cell.Score.Keys];
        var losses = candidates.ToDictionary(arm => arm, arm => LossesOf(arm, seed, users));
        var picks = SafeChoice.OfSteps(Local, users, losses);
        foreach (var pick in picks) Count(pick, seed);
        var scores = picks.SelectMany(pick => ScoresOf(pick, seed));
        runs.Add((scores.ToLookup(row => row.User, row => row.Score), alone.Scores));
    }

    private IEnumerable<(string User, double Score)> ScoresOf(SafeChoice pick, long seed) =>
        outcomeOf(pick.Arm, seed).Scores[pick.User].Select(score => (pick.User, score));

    /// <summary>Losses [user][validation row][step] of an arm.</summary>
    private IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> LossesOf(string arm, long seed, List<string> users)
    {
        var losses = outcomeOf(arm, seed).Losses!;
        return [.. users.Select(user => (IReadOnlyList<IReadOnlyList<double>>)[.. losses[user]])];
    }

    private void Count(SafeChoice pick, long seed)
    {
        double ScoreOf(string arm) => outcomeOf(arm, seed).Cell.Score[pick.User];
        var score = ScoreOf(pick.Arm);
        chosen[pick.Arm]++;
        all++;
        if (score >= candidates.Max(ScoreOf)) right++;
        if (score < ScoreOf(Local)) harmful++;
    }

    private CompareFallback Sum(int rows)
    {
        var paired = PairedRuns.Of(runs);
        return new CompareFallback(
            Rows: rows,
            Users: runs[0].Alone.Count,
            Mean: runs.Average(run => run.Chosen.Average(user => user.Average())),
            OverLocal: paired.Interval(),
            Right: (double)right / all,
            Harmful: (double)harmful / all,
            Chosen: chosen,
            Hurt: paired.Verdicts().Count(verdict => verdict.Judgement == Judgement.Hurt));
    }
}
