using Colora.Engine;

namespace Colora.Evaluation;

/// <summary>
/// The sign-flip test (Fisher 1935): differences of no effect are as likely of either sign, so the chance of a mean as far from zero is the share of all signs that give one. Exact up to
/// <see cref="Exact"/> differences that are not zero, else by seeded draws, of which the observed signs are one. n rows allow no chance below 2 of 2ⁿ.
/// </summary>
internal static class SignFlip
{
    private const int Exact = 14;
    private const int Draws = 9999;

    /// <summary>Two-sided chance of a sum as far from zero.</summary>
    /// <param name="differences">Summed as they are: weights are the caller's.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static double Chance(IReadOnlyList<double> differences, long seed) => Chance(differences, seed, Math.Abs);

    /// <summary>One-sided chance of a sum as large; n rows allow none below 1 of 2ⁿ.</summary>
    /// <param name="differences">As above.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static double ChanceOfGain(IReadOnlyList<double> differences, long seed) => Chance(differences, seed, sum => sum);

    private static double Chance(IReadOnlyList<double> differences, long seed, Func<double, double> size)
    {
        var moving = differences.Where(difference => difference != 0).ToArray();
        if (moving.Length == 0) return 1;
        var observed = size(moving.Sum()) - 1e-12 * moving.Sum(Math.Abs);
        return moving.Length <= Exact ? OfAll(moving, observed, size) : OfDrawn(moving, observed, size, (ulong)SeedSequence.Derive(seed, "signs", differences.Count));
    }

    /// <summary>The smallest two-sided chance that so many rows can give.</summary>
    public static double Smallest(int rows) => rows <= Exact ? Math.Pow(2, 1 - Math.Max(1, rows)) : 1 / (Draws + 1.0);

    private static double OfAll(double[] moving, double observed, Func<double, double> size)
    {
        var all = 1 << moving.Length;
        var extreme = 0;
        for (var signs = 0; signs < all; signs++)
        {
            double sum = 0;
            for (var i = 0; i < moving.Length; i++) sum += (signs >> i & 1) == 0 ? moving[i] : -moving[i];
            if (size(sum) >= observed) extreme++;
        }

        return (double)extreme / all;
    }

    private static double OfDrawn(double[] moving, double observed, Func<double, double> size, ulong state)
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

            if (size(sum) >= observed) extreme++;
        }

        return extreme / (Draws + 1.0);
    }
}
