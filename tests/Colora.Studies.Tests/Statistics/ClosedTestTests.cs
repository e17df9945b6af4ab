using Colora.Engine;
using Colora.Evaluation;
using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>Users' chances corrected by closed testing.</summary>
public sealed class ClosedTestTests
{
    [Fact]
    public void A_user_s_chance_is_the_largest_of_all_sets_with_it_in()
    {
        // Gone through one by one, all sets of four users.
        double[] chances = [0.01, 0.2, 0.03, 0.7], most = [0.9, 0.9, 0.9, 0.9];
        double[] terms = [.. chances.Select(chance => ChanceSum.Term(chance / 0.9))];
        var expected = chances.Select((chance, user) => Sets(4).Where(set => set.Contains(user)).Max(set =>
            set.Length == 1 ? chance / 0.9 : ChanceSum.Chance(set.Length, set.Sum(other => terms[other]))));
        Assert.Equal(expected, ClosedTest.Correct(chances, most), (a, b) => Math.Abs(a - b) < 1e-12);

        static IEnumerable<int[]> Sets(int users) => Enumerable.Range(1, (1 << users) - 1).Select(bits => Enumerable.Range(0, users).Where(user => (bits >> user & 1) == 1).ToArray());
    }

    [Fact]
    public void Where_all_gain_a_chance_is_not_multiplied_by_their_number()
    {
        // Eight times 0.04: by Holm 0.32; together beyond doubt, so that each needs only its own 0.04 / 0.9.
        double[] alike = [.. Enumerable.Repeat(0.04, 8)], most = [.. Enumerable.Repeat(0.9, 8)];
        Assert.All(ClosedTest.Correct(alike, most), chance => Assert.Equal(0.04 / 0.9, chance, 12));
        Assert.All(ManyTests.Holm(alike), chance => Assert.Equal(0.32, chance, 12));
    }

    [Fact]
    public void Users_who_are_hurt_are_left_out_and_hide_nobody()
    {
        double[] most = [.. Enumerable.Repeat(0.9, 8)];
        var corrected = ClosedTest.Correct([0.04, .. Enumerable.Repeat(0.99, 7)], most);
        Assert.Equal([0.04 / 0.9, .. Enumerable.Repeat(1.0, 7)], corrected);
        Assert.InRange(ClosedTest.Correct([0.04, .. Enumerable.Repeat(0.8, 7)], most)[0], 0.2, 1);
    }

    [Fact]
    public void One_user_keeps_its_chance() => Assert.Equal([0.04], ClosedTest.Correct([0.04], [0.9]));

    [Fact]
    public void With_any_number_of_users_who_gain_beside_them_those_who_do_not_are_wrong_as_seldom_as_claimed()
    {
        const int Repetitions = 2000, Users = 8;
        double[] most = [.. Enumerable.Repeat(ClosedTest.Asked, Users)];
        for (var gaining = 0; gaining < Users; gaining++)
        {
            var (wrong, uncorrected) = (0, 0);
            for (var repetition = 0; repetition < Repetitions; repetition++)
            {
                var state = (ulong)SeedSequence.Derive(5, "chances", gaining, repetition);
                double[] chances = [.. Enumerable.Range(0, Users).Select(user => user < gaining ? 1e-4 : SeedSequence.Next(ref state) / (double)ulong.MaxValue)];
                if (ClosedTest.Correct(chances, most).Skip(gaining).Any(chance => chance < UserVerdict.Level)) wrong++;
                if (chances.Skip(gaining).Any(chance => chance < UserVerdict.Level)) uncorrected++;
            }

            var allowed = Repetitions * UserVerdict.Level + 3 * Math.Sqrt(Repetitions * UserVerdict.Level * (1 - UserVerdict.Level));
            Assert.InRange(wrong, 0, allowed);

            // Of two users or more, chances as they are err more often than that: the count can tell.
            if (Users - gaining >= 2) Assert.InRange(uncorrected, allowed, Repetitions);
        }
    }
}
