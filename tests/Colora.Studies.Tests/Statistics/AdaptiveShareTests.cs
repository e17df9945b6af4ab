using Colora.Engine;
using Colora.Evaluation;
using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>Chances of many users, corrected for the share of wrong ones.</summary>
public sealed class AdaptiveShareTests
{
    [Fact]
    public void Benjamini_and_Hochberg_times_the_share_who_do_not_gain()
    {
        // Of ten users one is above a half: (1 + 1) / (10 / 2) = 0.4 of what ten times p / rank gives.
        double[] chances = [.. Enumerable.Repeat(0.04, 9), 0.8];
        Assert.Equal([.. Enumerable.Repeat(0.4 * 0.04 * 10 / 9, 9), 1], AdaptiveShare.Correct(chances), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.All(AdaptiveShare.Correct([.. Enumerable.Repeat(0.6, 30)]), chance => Assert.Equal(1, chance));
    }

    [Fact]
    public void The_share_of_wrong_ones_among_those_taken_is_held()
    {
        const int Repetitions = 500, Users = 40;
        foreach (var gaining in (int[])[0, 5, 20, 35])
        {
            var (share, uncorrected) = (0.0, 0.0);
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                var state = (ulong)SeedSequence.Derive(6, "chances", gaining, repetition);
                double Next() => SeedSequence.Next(ref state) / (double)ulong.MaxValue;
                double[] chances = [.. Enumerable.Range(0, Users).Select(user => user < gaining ? Math.Pow(Next(), 4) : Next())];
                share += Wrong(AdaptiveShare.Correct(chances));
                uncorrected += Wrong(chances);
            }

            double allowed = Repetitions * UserVerdict.Level + 3 * Math.Sqrt(Repetitions * UserVerdict.Level * (1 - UserVerdict.Level));
            Assert.InRange(share, 0, allowed);
            if (gaining <= 20) Assert.InRange(uncorrected, allowed, Repetitions);

            double Wrong(double[] corrected) => corrected.Skip(gaining).Count(chance => chance < UserVerdict.Level) / Math.Max(1.0, corrected.Count(chance => chance < UserVerdict.Level));
        }
    }
}
