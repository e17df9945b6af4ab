namespace Colora.Evaluation;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless the user's validation rows show another to be better
/// beyond doubt. Doubt is the sign-flip test (<see cref="SignFlip"/>) on the rows' losses, corrected for all users and candidates: up to twenty users so that with
/// a chance of at most <see cref="UserVerdict.Level"/> even one of all gets an arm that is no better than the one to fall back on (Holm), beyond so that of those who get another arm
/// at most that share gets one that is no better (Benjamini and Hochberg). That holds where what an arm is was not chosen on the row that judges it: losses of trained arms are cross-fitted.
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
        var candidates = losses.Keys.Where(arm => arm != fallback).SelectMany(arm => users.Select((_, user) =>
        {
            if (safe[user].Count != losses[arm][user].Count) throw new ArgumentException($"{arm} has other validation rows of {users[user]} than {fallback}", nameof(losses));
            double[] gains = [.. safe[user].Select((loss, row) => loss - losses[arm][user][row])];
            return (Arm: arm, User: user, Gain: gains.Length == 0 ? 0 : gains.Average(), Chance: SignFlip.Chance(gains, seed));
        })).ToList();
        var corrected = ManyTests.Correct([.. candidates.Select(candidate => candidate.Chance)], users.Count);
        return [.. users.Select((name, user) =>
        {
            var better = candidates.Select((candidate, i) => (candidate, Corrected: corrected[i]))
                .Where(pair => pair.candidate.User == user && pair.candidate.Gain > 0 && pair.Corrected < UserVerdict.Level)
                .OrderByDescending(pair => pair.candidate.Gain)
                .Select(pair => new SafeChoice(name, pair.candidate.Arm, pair.Corrected))
                .FirstOrDefault();
            return better ?? new SafeChoice(name, fallback, 1);
        })];
    }
}
