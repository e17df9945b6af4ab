using Colora.Engine;

namespace Colora.Evaluation;

/// <summary>
/// The sign-flip test (Fisher 1935): differences of no effect are as likely of either sign, so the chance of a mean as
/// far from zero is the share of all signs that give one. Exact up to <see cref="Exact"/> differences that are not
/// zero, else by seeded draws, of which the observed signs are one. n rows allow no chance below 2 of 2ⁿ.
/// </summary>
internal static class SignFlip
{
    private const int Exact = 14;
    private const int Draws = 9999;

    /// <summary>Two-sided chance of a sum as far from zero.</summary>
    /// <param name="differences">Summed as they are: weights are the caller's.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static double Chance(IReadOnlyList<double> differences, long seed)
    {
        var moving = differences.Where(difference => difference != 0).ToArray();
        if (moving.Length == 0) return 1;
        var observed = Math.Abs(moving.Sum()) - 1e-12 * moving.Sum(Math.Abs);
        return moving.Length <= Exact
            ? OfAll(moving, observed)
            : OfDrawn(moving, observed, (ulong)SeedSequence.Derive(seed, "signs", differences.Count));
    }

    /// <summary>
    /// One-sided chance of a gain that was chosen: on one half of the rows by the sum over the other, and the other way
    /// round (<see cref="Folds"/>). Under every flip, which turns a row round in all candidates at once, both halves
    /// choose anew: so the chance is exact however much there was to choose from.
    /// </summary>
    /// <param name="gains">[candidate][row], of one size: a candidate whose gains are larger than those of the others,
    /// up or down, hides them.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The chance, and of each candidate the chance that under a flip the best of all sums to as much as it
    /// does (Westfall and Young 1993): which of them are better, given that one is.</returns>
    public static (double Chance, IReadOnlyList<double> OfCandidate) ChanceOfChosen(
        IReadOnlyList<double[]> gains, long seed)
    {
        var rows = gains[0].Length;
        if (gains.All(candidate => Array.TrueForAll(candidate, gain => gain == 0)))
            return (1, [.. gains.Select(_ => 1.0)]);
        var sign = new double[rows];
        var slack = 1e-12 * gains.Max(candidate => candidate.Sum(Math.Abs));
        var observed = Flipped(gains, sign, 0).Crossed - slack;
        double[] own = [.. gains.Select(candidate => candidate.Sum() - slack)];
        var isExact = rows <= Exact;
        var all = isExact ? 1 << rows : Draws;

        // Drawn signs have the observed ones beside them.
        var extreme = isExact ? 0 : 1;
        var reached = Enumerable.Repeat(extreme, own.Length).ToArray();
        var state = (ulong)SeedSequence.Derive(seed, "signs", rows);
        for (var flip = 0; flip < all; flip++)
        {
            var (crossed, best) = Flipped(gains, sign, isExact ? (ulong)flip : SeedSequence.Next(ref state));
            if (crossed >= observed) extreme++;
            for (var candidate = 0; candidate < own.Length; candidate++)
                if (best >= own[candidate]) reached[candidate]++;
        }

        return (Share(extreme), [.. reached.Select(Share)]);

        double Share(int count) => isExact ? (double)count / all : count / (all + 1.0);
    }

    /// <summary>
    /// What each half's choice sums to over the other, and what the best of all sums to over both, under some signs.
    /// </summary>
    /// <param name="gains">[candidate][row].</param>
    /// <param name="sign">Room for a sign of each row.</param>
    /// <param name="signs">Bits: 0 as it is, 1 turned round.</param>
    private static (double Crossed, double Best) Flipped(IReadOnlyList<double[]> gains, double[] sign, ulong signs)
    {
        // Beyond 64 rows a sign serves several: they flip together.
        for (var row = 0; row < sign.Length; row++) sign[row] = (signs >> (row % 64) & 1) == 0 ? 1 : -1;
        double bestFirst = double.NegativeInfinity, bestSecond = double.NegativeInfinity;
        double first = 0, second = 0, best = double.NegativeInfinity;
        foreach (var candidate in gains)
        {
            var (one, other) = Halves(candidate, sign);
            if (one > bestFirst) (bestFirst, second) = (one, other);
            if (other > bestSecond) (bestSecond, first) = (other, one);
            best = Math.Max(best, one + other);
        }

        return (first + second, best);
    }

    private static (double One, double Other) Halves(double[] candidate, double[] sign)
    {
        double one = 0, other = 0;
        for (var row = 0; row < sign.Length; row++)
        {
            if (Folds.Of(row) == 0) one += sign[row] * candidate[row];
            else other += sign[row] * candidate[row];
        }

        return (one, other);
    }

    /// <summary>The smallest two-sided chance that so many rows can give.</summary>
    public static double Smallest(int rows) => rows <= Exact ? Math.Pow(2, 1 - Math.Max(1, rows)) : 1 / (Draws + 1.0);

    private static double OfAll(double[] moving, double observed)
    {
        var all = 1 << moving.Length;
        var extreme = 0;
        for (var signs = 0; signs < all; signs++)
        {
            double sum = 0;
            for (var i = 0; i < moving.Length; i++) sum += (signs >> i & 1) == 0 ? moving[i] : -moving[i];
            if (Math.Abs(sum) >= observed) extreme++;
        }

        return (double)extreme / all;
    }

    private static double OfDrawn(double[] moving, double observed, ulong state)
    {
        var extreme = 1;
        for (var draw = 0; draw < Draws; draw++)
        {
            double sum = 0;
            ulong bits = 0;
            for (var i = 0; i < moving.Length; i++)
            {
                if (i % 64 == 0) bits = SeedSequence.Next(ref state);
                sum += (bits >> (i % 64) & 1) == 0 ? moving[i] : -moving[i];
            }

            if (Math.Abs(sum) >= observed) extreme++;
        }

        return extreme / (Draws + 1.0);
    }
}
