namespace Colora.Evaluation;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless the user's validation rows show another to be better
/// beyond doubt. Which other one is asked is chosen on one half of the rows and judged on the other, and the other way round (<see cref="Folds"/>), so that every user has one test on all its rows however many
/// arms there are. Doubt is the one-sided sign-flip test (<see cref="SignFlip"/>) on the rows' losses, corrected for all users: up to twenty users so that with
/// a chance of at most <see cref="UserVerdict.Level"/> even one of all gets an arm that is no better than the one to fall back on (Holm), beyond so that of those who get another arm
/// at most that share gets one that is no better (Benjamini and Hochberg). Losses of trained arms are cross-fitted themselves: no step was chosen on the row that it is judged on.
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Arm">What it gets.</param>
/// <param name="Corrected">Corrected chance that the arm is no better; 1 where the fallback is kept.</param>
public sealed record SafeChoice(string User, string Arm, double Corrected)
{
    /// <summary>The choices of all users.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="users">Names.</param>
    /// <param name="losses">Of each arm, for each user, the loss of each validation row; rows in the same order for all arms.</param>
    /// <param name="seed">Seed of the test's signs.</param>
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms differ in rows.</exception>
    public static IReadOnlyList<SafeChoice> Of(
        string fallback, IReadOnlyList<string> users, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> losses, long seed = 0)
    {
        if (!losses.TryGetValue(fallback, out var safe)) throw new ArgumentException($"no losses of {fallback}", nameof(losses));
        var others = losses.Keys.Where(arm => arm != fallback).ToList();
        var asked = users.Select((_, user) => Asked(others.Select(arm => (arm, Gains(arm, user))).ToList(), safe[user].Count, seed)).ToList();
        var corrected = ManyTests.Correct([.. asked.Select(user => user.Chance)], users.Count);
        return [.. users.Select((name, user) => asked[user].Gain > 0 && corrected[user] < UserVerdict.Level ? new SafeChoice(name, asked[user].Arm, corrected[user]) : new SafeChoice(name, fallback, 1))];

        double[] Gains(string arm, int user) => safe[user].Count == losses[arm][user].Count
            ? [.. safe[user].Select((loss, row) => loss - losses[arm][user][row])]
            : throw new ArgumentException($"{arm} has other validation rows of {users[user]} than {fallback}", nameof(losses));
    }

    /// <summary>The other arm that a user is asked about: the best on all rows; its gain; and the chance of the gains of those that each half has chosen for the other.</summary>
    private static (string Arm, double Gain, double Chance) Asked(List<(string Arm, double[] Gains)> others, int rows, long seed)
    {
        if (others.Count == 0 || rows == 0) return ("", 0, 1);
        var best = Best(null);
        var chosen = Enumerable.Range(0, Folds.Count).Select(fold => rows > fold ? Best(fold) : best).ToList();
        double[] gains = [.. Enumerable.Range(0, rows).Select(row => chosen[Folds.Count - 1 - Folds.Of(row)].Gains[row])];
        return (best.Arm, best.Gains.Average(), SignFlip.ChanceOfGain(gains, seed));

        (string Arm, double[] Gains) Best(int? fold) => others.MaxBy(other => other.Gains.Where((_, row) => fold is null || Folds.Of(row) == fold).Average());
    }
}
