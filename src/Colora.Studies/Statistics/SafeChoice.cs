using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless the user's validation rows show another to be better
/// beyond doubt. Which other arm, and which of its validated steps, is chosen on one half of the rows and judged on the other, and the other way round (<c>Folds</c>), so that every user has one test
/// on all its rows however much there was to choose from. Halves that chose the same are better on both by that alone; so the one-sided sign-flip test (<c>SignFlip.ChanceOfChosen</c>) chooses anew under
/// every flip. An arm that is worse on every row is not asked; gains count in units of their arm's own size, the root of their mean square, which no flip changes: an arm that is far worse is far better under a flip, and would else hide
/// the one that is a little better. (Each step in units of its own would cost half the power.) Of the arms that are better beyond doubt, each by itself, it is the one with the largest gain; where only their choice is, the surest. Chances are corrected for all users: up to twenty users so that with
/// a chance of at most <see cref="UserVerdict.Level"/> even one of all gets an arm that is no better than the one to fall back on (Holm), beyond so that of those who get another arm
/// at most that share gets one that is no better (Benjamini and Hochberg).
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Arm">What it gets.</param>
/// <param name="Corrected">Corrected chance that the arm is no better; 1 where the fallback is kept.</param>
internal sealed record SafeChoice(string User, string Arm, double Corrected)
{
    /// <summary>The choices of all users, of arms in which nothing was chosen.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="users">Names.</param>
    /// <param name="losses">Of each arm, for each user, the loss of each validation row; rows in the same order for all arms.</param>
    /// <param name="seed">Seed of the test's signs.</param>
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms differ in rows.</exception>
    public static IReadOnlyList<SafeChoice> Of(
        string fallback, IReadOnlyList<string> users, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> losses, long seed = 0) =>
        OfSteps(fallback, users, losses.ToDictionary(arm => arm.Key, arm => (IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>)[.. arm.Value.Select(user => (IReadOnlyList<IReadOnlyList<double>>)[.. user.Select(row => (IReadOnlyList<double>)[row])])]), seed);

    /// <summary>The choices of all users.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="users">Names.</param>
    /// <param name="losses">Of each arm, [user][validation row]: the loss by the step that was chosen, then those by all steps that it was chosen from; rows in the same order for all arms.</param>
    /// <param name="seed">Seed of the test's signs.</param>
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms differ in rows.</exception>
    public static IReadOnlyList<SafeChoice> OfSteps(
        string fallback, IReadOnlyList<string> users, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> losses, long seed = 0)
    {
        if (!losses.TryGetValue(fallback, out var safe)) throw new ArgumentException($"no losses of {fallback}", nameof(losses));
        var others = losses.Keys.Where(arm => arm != fallback).ToList();
        var asked = users.Select((_, user) =>
        {
            List<Candidate> candidates = safe[user].Count == 0 ? [] : [.. others.SelectMany(arm => CandidatesOf(arm, user))];
            var (chance, ofCandidate) = candidates.Count == 0 ? (1, []) : SignFlip.ChanceOfChosen([.. candidates.Select(candidate => candidate.InItsSize)], seed);
            return (Candidates: candidates, Chance: chance, OfCandidate: ofCandidate);
        }).ToList();
        var corrected = ManyTests.Correct([.. asked.Select(user => user.Chance)], users.Count);
        return [.. users.Select((name, user) => corrected[user] < UserVerdict.Level && Best(user) is { } arm ? new SafeChoice(name, arm, corrected[user]) : new SafeChoice(name, fallback, 1))];

        string? Best(int user)
        {
            var (candidates, chance, ofCandidate) = asked[user];
            var many = corrected[user] / chance;
            var sure = candidates.Where((_, candidate) => many * ofCandidate[candidate] < UserVerdict.Level).ToList();
            var best = sure.Count > 0 ? sure.MaxBy(candidate => candidate.Gain) : candidates.MaxBy(candidate => candidate.InItsSize.Sum());
            return best!.Gain > 0 ? best.Arm : null;
        }

        IEnumerable<Candidate> CandidatesOf(string arm, int user)
        {
            var (own, other) = (safe[user], losses[arm][user]);
            if (own.Count != other.Count) throw new ArgumentException($"{arm} has other validation rows of {users[user]} than {fallback}", nameof(losses));
            var steps = other[0].Count;
            List<double[]> gains = [.. Enumerable.Range(0, steps).Skip(steps > 1 ? 1 : 0).Select(step => (double[])[.. own.Select((row, i) => row[0] - other[i][step])]).Where(gains => gains.Any(gain => gain >= 0))];
            var size = Math.Sqrt(gains.SelectMany(step => step).Select(gain => gain * gain).DefaultIfEmpty().Average());
            return gains.Select(step => new Candidate(arm, step.Sum(), size == 0 ? step : [.. step.Select(gain => gain / size)]));
        }
    }

    /// <summary>A validated step of an arm, by its gains on a user's rows.</summary>
    private sealed record Candidate(string Arm, double Gain, double[] InItsSize);
}
