using Colora.Engine;
using Colora.Evaluation;

namespace Colora.Studies.Tests.Statistics;

/// <summary>
/// The fallback's earlier rule, which the present one is measured against: of each user one sign-flip test of what each half of its rows chooses, summed over the other half and chosen anew under
/// every flip; chances corrected for all users by Holm, beyond twenty by Benjamini and Hochberg. The arm was the one with the largest gain of those that were better by themselves
/// (Westfall and Young 1993), or else the surest.
/// </summary>
internal static class HolmChoice
{
    // The rule drew 9,999 signs; fewer make chances coarser, not wrong.
    private const int Exact = 12, Draws = 1999;

    /// <summary>The arm of each user.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="losses">Of each arm, [user][row]: loss by the chosen step, then by all that it was chosen from.</param>
    /// <param name="seed">Seed of the signs.</param>
    public static IReadOnlyList<string> OfSteps(string fallback, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> losses, long seed)
    {
        var safe = losses[fallback];
        var tests = Enumerable.Range(0, safe.Count).Select(user =>
        {
            var others = safe[user].Count == 0 ? [] : losses.Where(arm => arm.Key != fallback);
            List<Candidate> candidates = [.. others.SelectMany(arm => Candidates(arm.Key, safe[user], arm.Value[user]))];
            var (chance, ofCandidate) = ChanceOfChosen([.. candidates.Select(candidate => candidate.InItsSize)], seed);
            return (Candidates: candidates, Chance: chance, OfCandidate: ofCandidate);
        }).ToList();
        var corrected = ManyTests.Correct([.. tests.Select(test => test.Chance)], tests.Count);
        return [.. tests.Select((test, user) => corrected[user] < UserVerdict.Level ? Best(test.Candidates, test.OfCandidate, corrected[user] / test.Chance) ?? fallback : fallback)];
    }

    /// <summary>Chance of what was chosen on one half and summed over the other, and of each candidate that the best of all sums to as much.</summary>
    /// <param name="gains">[candidate][row].</param>
    /// <param name="seed">Seed of the signs.</param>
    public static (double Chance, IReadOnlyList<double> OfCandidate) ChanceOfChosen(IReadOnlyList<double[]> gains, long seed)
    {
        if (gains.All(candidate => Array.TrueForAll(candidate, gain => gain == 0))) return (1, [.. gains.Select(_ => 1.0)]);
        var rows = gains[0].Length;
        var slack = 1e-12 * gains.Max(candidate => candidate.Sum(Math.Abs));
        var observed = Flipped(gains, 0).Crossed - slack;
        double[] own = [.. gains.Select(candidate => candidate.Sum() - slack)];
        var isExact = rows <= Exact;
        var (all, extreme) = isExact ? (1 << rows, 0) : (Draws, 1);
        var reached = Enumerable.Repeat(extreme, own.Length).ToArray();
        var state = (ulong)SeedSequence.Derive(seed, "signs", rows);
        for (var flip = 0; flip < all; flip++)
        {
            var (crossed, best) = Flipped(gains, isExact ? (ulong)flip : SeedSequence.Next(ref state));
            if (crossed >= observed) extreme++;
            for (var candidate = 0; candidate < own.Length; candidate++) if (best >= own[candidate]) reached[candidate]++;
        }

        return (Share(extreme), [.. reached.Select(Share)]);

        double Share(int count) => isExact ? (double)count / all : count / (all + 1.0);
    }

    private static string? Best(List<Candidate> candidates, IReadOnlyList<double> ofCandidate, double many)
    {
        var sure = candidates.Where((_, candidate) => many * ofCandidate[candidate] < UserVerdict.Level).ToList();
        var best = sure.Count > 0 ? sure.MaxBy(candidate => candidate.Gain) : candidates.MaxBy(candidate => candidate.InItsSize.Sum());
        return best!.Gain > 0 ? best.Arm : null;
    }

    private static IEnumerable<Candidate> Candidates(string arm, IReadOnlyList<IReadOnlyList<double>> safe, IReadOnlyList<IReadOnlyList<double>> losses)
    {
        var count = losses[0].Count;
        List<double[]> gains = [.. Enumerable.Range(0, count).Skip(count > 1 ? 1 : 0).Select(step => safe.Select((row, i) => row[0] - losses[i][step]).ToArray()).Where(step => step.Any(gain => gain >= 0))];
        var size = Math.Sqrt(gains.SelectMany(step => step).Select(gain => gain * gain).DefaultIfEmpty().Average());
        return gains.Select(step => new Candidate(arm, step.Sum(), size == 0 ? step : [.. step.Select(gain => gain / size)]));
    }

    private static (double Crossed, double Best) Flipped(IReadOnlyList<double[]> gains, ulong signs)
    {
        double bestFirst = double.NegativeInfinity, bestSecond = double.NegativeInfinity, first = 0, second = 0, best = double.NegativeInfinity;
        foreach (var candidate in gains)
        {
            double one = 0, other = 0;
            for (var row = 0; row < candidate.Length; row++)
            {
                var gain = (signs >> (row % 64) & 1) == 0 ? candidate[row] : -candidate[row];
                if (Folds.Of(row) == 0) one += gain;
                else other += gain;
            }

            if (one > bestFirst) (bestFirst, second) = (one, other);
            if (other > bestSecond) (bestSecond, first) = (other, one);
            best = Math.Max(best, one + other);
        }

        return (first + second, best);
    }

    /// <summary>A step that is not worse on every row.</summary>
    private sealed record Candidate(string Arm, double Gain, double[] InItsSize);
}
