namespace Colora.Evaluation;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless the user's validation rows show another to be better
/// beyond doubt. Doubt is the sign-flip test of <see cref="UserVerdict"/> on the rows' losses, corrected (Holm) for all users and candidates: with
/// a chance of at most <see cref="UserVerdict.Level"/> even one user of all gets an arm that is no better than the one to fall back on.
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
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms have different numbers of rows.</exception>
    public static IReadOnlyList<SafeChoice> Of(
        string fallback, IReadOnlyList<string> users, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> losses, long seed = 0)
    {
        if (!losses.TryGetValue(fallback, out var safe)) throw new ArgumentException($"no losses of {fallback}", nameof(losses));
        var candidates = losses.Keys.Where(arm => arm != fallback).SelectMany(arm => users.Select((_, user) =>
        {
            if (safe[user].Count != losses[arm][user].Count) throw new ArgumentException($"{safe[user].Count} losses of {fallback}, {losses[arm][user].Count} of {arm}", nameof(losses));
            double[] gains = [.. safe[user].Zip(losses[arm][user]).Select(pair => pair.First - pair.Second)];
            return (Arm: arm, User: user, Gain: gains.Length == 0 ? 0 : gains.Average(), Chance: gains.Length == 0 ? 1 : UserVerdict.ChanceOfNothing(gains, seed));
        })).ToList();
        var corrected = UserVerdict.Holm([.. candidates.Select(candidate => candidate.Chance)]);
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
