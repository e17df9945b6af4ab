using Colora.Engine;
using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless validation rows show another to be
/// better beyond doubt. A user's own rows must show it (<see cref="GainEvidence"/>), and so must those of every set of
/// users with it in, together (<see cref="ClosedTest"/>): where most users gain, a user's chance is not multiplied by
/// their number. Up to twenty users, with a chance of at most <see cref="UserVerdict.Level"/> even one of all gets an
/// arm where none is better than the one to fall back on; beyond, of those who get another arm at most that share do
/// (<see cref="AdaptiveShare"/>). The user gets the arm with the largest gain of those whose own steps alone would have
/// shown as much.
/// <para>
/// What is shared, and a raced start, are chosen by all users' rows before, and no flip does it anew. What that flatters
/// each user by is the less the more users have chosen: where steps were chosen, chances of n users count (n + 1)/n
/// times, as if the choice were one user more. That is measured, not proven (docs/results/calibration.md).
/// </para>
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Arm">What it gets.</param>
/// <param name="Corrected">Chance that the arm is no better, corrected for all users; 1 where the fallback is
/// kept.</param>
internal sealed record SafeChoice(string User, string Arm, double Corrected)
{
    /// <summary>The choices of all users, of arms in which nothing was chosen.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="users">Names.</param>
    /// <param name="losses">Of each arm, for each user, the loss of each validation row; rows in the same order for
    /// all arms.</param>
    /// <param name="seed">Seed of the test's signs.</param>
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms differ in rows.</exception>
    public static IReadOnlyList<SafeChoice> Of(
        string fallback,
        IReadOnlyList<string> users,
        IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<double>>> losses,
        long seed = 0)
    {
        return OfSteps(fallback, users, losses.ToDictionary(arm => arm.Key, arm => OneStep(arm.Value)), seed);

        static IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> OneStep(IReadOnlyList<IReadOnlyList<double>> arm) =>
            [.. arm.Select(rows => (IReadOnlyList<IReadOnlyList<double>>)[.. rows.Select(loss => (double[])[loss])])];
    }

    /// <summary>The choices of all users.</summary>
    /// <param name="fallback">Arm to fall back on.</param>
    /// <param name="users">Names.</param>
    /// <param name="losses">Of each arm, [user][validation row]: the loss by the step that was chosen, then those by
    /// all steps that it was chosen from; rows in the same order for all arms.</param>
    /// <param name="seed">Seed of the test's signs.</param>
    /// <exception cref="ArgumentException">The fallback is not among the arms, or arms differ in rows.</exception>
    public static IReadOnlyList<SafeChoice> OfSteps(
        string fallback,
        IReadOnlyList<string> users,
        IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> losses,
        long seed = 0)
    {
        if (!losses.TryGetValue(fallback, out var safe))
            throw new ArgumentException($"no losses of {fallback}", nameof(losses));
        var others = losses.Where(arm => arm.Key != fallback).ToDictionary();
        var evidence = users.Select((name, user) => EvidenceOf(name, user)).ToList();
        double[] chances = [.. evidence.Select(user => user.Chance)];
        var flattered = others.Values.Any(HasChosen) ? (users.Count + 1.0) / users.Count : 1;
        var corrected = Correct(chances);
        return [.. users.Select(Choice)];

        GainEvidence EvidenceOf(string name, int user)
        {
            // Without validation rows nothing is asked, not even whether an arm has as many.
            var asked = safe[user].Count == 0 ? [] : others;
            if (asked.FirstOrDefault(arm => arm.Value[user].Count != safe[user].Count) is { Key: { } other })
            {
                throw new ArgumentException(
                    $"{other} has other validation rows of {name} than {fallback}", nameof(losses));
            }

            var gains = asked.ToDictionary(arm => arm.Key, arm => Gains(safe[user], arm.Value[user]));
            return GainEvidence.Of(gains, SeedSequence.Derive(seed, "user", user));
        }

        SafeChoice Choice(string name, int user)
        {
            if (corrected[user] >= UserVerdict.Level) return new SafeChoice(name, fallback, 1);
            var best = evidence[user].OfArm
                .Select(arm => (Arm: arm.Key, Chance: Math.Max(corrected[user], CorrectedOf(user, arm.Value))))
                .Where(arm => arm.Chance < UserVerdict.Level)
                .OrderByDescending(arm => Gain(safe[user], others[arm.Arm][user]))
                .FirstOrDefault((Arm: fallback, Chance: 1));
            return new SafeChoice(name, best.Arm, best.Chance);
        }

        // What the user's corrected chance would be, were it the arm's.
        double CorrectedOf(int user, double ofArm) =>
            Correct([.. chances.Select((chance, i) => i == user ? ofArm : chance)])[user];

        double[] Correct(double[] chances)
        {
            var together = users.Count > ManyTests.MostByHolm
                ? AdaptiveShare.Correct(chances)
                : ClosedTest.Correct(chances, [.. evidence.Select(user => user.Most)]);
            return [.. together.Select(chance => Math.Min(1, flattered * chance))];
        }
    }

    /// <summary>Whether the arm's step was chosen from several.</summary>
    private static bool HasChosen(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> losses) =>
        losses.Any(rows => rows.Any(steps => steps.Count > 2));

    /// <summary>Gains [step][row] of the steps that an arm's was chosen from.</summary>
    private static IReadOnlyList<double[]> Gains(
        IReadOnlyList<IReadOnlyList<double>> safe,
        IReadOnlyList<IReadOnlyList<double>> losses)
    {
        // Before those of all steps stand the losses of the chosen one, which is one of them.
        var count = losses[0].Count;
        var steps = Enumerable.Range(0, count).Skip(count > 1 ? 1 : 0);
        return [.. steps.Select(step => safe.Select((row, i) => row[0] - losses[i][step]).ToArray())];
    }

    /// <summary>Mean gain by the chosen step.</summary>
    private static double Gain(
        IReadOnlyList<IReadOnlyList<double>> safe,
        IReadOnlyList<IReadOnlyList<double>> losses) =>
        safe.Select((row, i) => row[0] - losses[i][0]).Average();
}
