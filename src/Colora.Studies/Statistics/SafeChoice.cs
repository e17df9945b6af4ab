using Colora.Evaluation;

namespace Colora.Studies.Statistics;

/// <summary>
/// The arm that a user gets when nobody may be hurt: the one to fall back on, unless the user's validation rows show
/// another to be better beyond doubt. Which other arm, and which of its validated steps, is chosen on one half of the
/// rows and judged on the other, and the other way round (<c>Folds</c>), so that every user has one test on all its
/// rows however much there was to choose from. Halves that chose the same are better on both by that alone; so the
/// one-sided sign-flip test (<c>SignFlip.ChanceOfChosen</c>) chooses anew under every flip. An arm that is worse on
/// every row is not asked; gains count in units of their arm's own size, the root of their mean square, which no flip
/// changes: an arm that is far worse is far better under a flip, and would else hide the one that is a little better.
/// (Each step in units of its own would cost half the power.) Of the arms that are better beyond doubt, each by
/// itself, it is the one with the largest gain; where only their choice is, the surest. Chances are corrected for all
/// users: up to twenty users so that with a chance of at most <see cref="UserVerdict.Level"/> even one of all gets an
/// arm that is no better than the one to fall back on (Holm), beyond so that of those who get another arm at most
/// that share gets one that is no better (Benjamini and Hochberg).
/// </summary>
/// <param name="User">The user.</param>
/// <param name="Arm">What it gets.</param>
/// <param name="Corrected">Corrected chance that the arm is no better; 1 where the fallback is kept.</param>
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
        var others = losses.Where(arm => arm.Key != fallback).ToList();
        var tests = new List<Test>();
        for (var user = 0; user < users.Count; user++)
        {
            var candidates = new List<Candidate>();
            foreach (var (arm, its) in others)
            {
                // Without validation rows nothing is asked, not even whether an arm has as many.
                if (safe[user].Count == 0) continue;
                if (its[user].Count != safe[user].Count)
                {
                    throw new ArgumentException(
                        $"{arm} has other validation rows of {users[user]} than {fallback}",
                        nameof(losses));
                }

                candidates.AddRange(Candidates(arm, safe[user], its[user]));
            }

            tests.Add(Test.Of(candidates, seed));
        }

        var corrected = ManyTests.Correct([.. tests.Select(test => test.Chance)], users.Count);
        return [.. users.Select(Choice)];

        SafeChoice Choice(string name, int user)
        {
            var arm = corrected[user] < UserVerdict.Level ? tests[user].Best(corrected[user]) : null;
            return arm is null ? new SafeChoice(name, fallback, 1) : new SafeChoice(name, arm, corrected[user]);
        }
    }

    /// <summary>The steps of an arm that are not worse than the fallback on every row.</summary>
    private static IEnumerable<Candidate> Candidates(
        string arm,
        IReadOnlyList<IReadOnlyList<double>> safe,
        IReadOnlyList<IReadOnlyList<double>> losses)
    {
        // Before those of all steps stand the losses of the chosen one, which is one of them.
        var count = losses[0].Count;
        var steps = Enumerable.Range(0, count).Skip(count > 1 ? 1 : 0);
        List<double[]> gains = [.. steps.Select(Gains).Where(step => step.Any(gain => gain >= 0))];
        var squares = gains.SelectMany(step => step).Select(gain => gain * gain);
        var size = Math.Sqrt(squares.DefaultIfEmpty().Average());
        return gains.Select(step => new Candidate(arm, step.Sum(), InSize(step)));

        double[] Gains(int step) => [.. safe.Select((row, i) => row[0] - losses[i][step])];

        double[] InSize(double[] step) => size == 0 ? step : [.. step.Select(gain => gain / size)];
    }

    /// <summary>A validated step of an arm, by its gains on a user's rows.</summary>
    private sealed record Candidate(string Arm, double Gain, double[] InItsSize);

    /// <summary>A user's test on all its candidates.</summary>
    /// <param name="Candidates">They.</param>
    /// <param name="Chance">Chance that the choice among them is no better.</param>
    /// <param name="OfCandidate">The same of each by itself.</param>
    private sealed record Test(List<Candidate> Candidates, double Chance, IReadOnlyList<double> OfCandidate)
    {
        public static Test Of(List<Candidate> candidates, long seed)
        {
            if (candidates.Count == 0) return new Test(candidates, 1, []);
            var (chance, ofCandidate) =
                SignFlip.ChanceOfChosen([.. candidates.Select(candidate => candidate.InItsSize)], seed);
            return new Test(candidates, chance, ofCandidate);
        }

        /// <summary>
        /// The arm with the largest gain of those that are better beyond doubt by themselves, or else the surest;
        /// null where it gains nothing.
        /// </summary>
        /// <param name="corrected">The chance, corrected for all users.</param>
        public string? Best(double corrected)
        {
            var many = corrected / Chance;
            var sure = Candidates.Where((_, candidate) => many * OfCandidate[candidate] < UserVerdict.Level).ToList();
            var best = sure.Count > 0
                ? sure.MaxBy(candidate => candidate.Gain)
                : Candidates.MaxBy(candidate => candidate.InItsSize.Sum());
            return best!.Gain > 0 ? best.Arm : null;
        }
    }
}
