using Colora.Engine;

namespace Colora.Evaluation;

/// <summary>
/// The sign-flip test (Fisher 1935): differences of no effect are as likely of either sign, so the chance of a mean as
/// far from zero is the share of all signs that give one. Exact up to <see cref="Exact"/> differences that are not
/// zero, else by seeded draws, of which the observed signs are one. n rows allow no chance below 2 of 2ⁿ.
/// </summary>
internal static class SignFlip
{
    /// <summary>Most differences all of whose signs are gone through.</summary>
    public const int Exact = 14;

    /// <summary>Signs that are drawn of more.</summary>
    public const int Draws = 9999;

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
