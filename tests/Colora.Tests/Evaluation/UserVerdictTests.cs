using Colora.Engine;
using Colora.Evaluation;
using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Tests.Evaluation;

/// <summary>Verdicts on planted cases: how often they are wrong is what they say.</summary>
public sealed class UserVerdictTests
{
    private const int Repetitions = 200, Users = 6, Rows = 40;

    [Fact]
    public void Without_an_effect_hardly_ever_one_user_of_six_is_judged()
    {
        var wrong = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
            if (Verdicts(repetition, _ => (0.5, 0.5)).Any(verdict => verdict.Judgement != Judgement.NoDifference)) wrong++;

        // Level 5 %: of 200 repetitions 10 are expected; 20 is three standard errors above.
        Assert.InRange(wrong, 0, 20);
    }

    [Fact]
    public void A_user_who_was_hurt_is_found_among_those_who_gained()
    {
        int found = 0, others = 0, wrong = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var verdicts = Verdicts(repetition, user => user == 0 ? (0.3, 0.75) : user < 4 ? (0.85, 0.45) : (0.5, 0.5));
            if (verdicts[0].Judgement == Judgement.Hurt) found++;
            others += verdicts.Skip(1).Take(3).Count(verdict => verdict.Judgement == Judgement.Helped);
            if (verdicts[0].Judgement == Judgement.Helped || verdicts.Skip(1).Take(3).Any(verdict => verdict.Judgement == Judgement.Hurt)
                || verdicts.Skip(4).Any(verdict => verdict.Judgement != Judgement.NoDifference)) wrong++;
        }

        Assert.InRange(found, 0.7 * Repetitions, Repetitions);
        Assert.InRange(others, 0.6 * 3 * Repetitions, 3 * Repetitions);
        Assert.InRange(wrong, 0, 20);
    }

    [Fact]
    public void The_chance_is_that_of_the_binomial_law()
    {
        // Five differences of +1 and nothing else: all signs equal has probability 2/2⁵.
        var verdict = UserVerdict.Of([("a", [1, 1, 1, 1, 1, 0, 0])])[0];
        Assert.Equal(2 / 32.0, verdict.Chance, 0.01);
        Assert.Equal(Judgement.NoDifference, verdict.Judgement);
        Assert.Equal(1, UserVerdict.Of([("a", [0, 0])])[0].Chance);
    }

    [Fact]
    public void Holm_multiplies_by_what_is_left()
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.5], ManyTests.Holm([0.0075, 0.02, 0.03, 0.5]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1.0, 1.0], ManyTests.Holm([0.9, 0.6]));
    }

    [Fact]
    public void Benjamini_and_Hochberg_multiply_by_what_is_as_small()
    {
        Assert.Equal([0.03, 0.04, 0.04, 0.5], ManyTests.BenjaminiHochberg([0.0075, 0.02, 0.03, 0.5]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.9, 0.9], ManyTests.BenjaminiHochberg([0.9, 0.6]));
    }

    [Theory]
    [InlineData(4, 0.125)]
    [InlineData(5, 0.0625)]
    [InlineData(14, 1 / 8192.0)]
    [InlineData(200, 0.0001)]
    public void Rows_allow_no_chance_below_two_in_two_to_their_number(int rows, double smallest)
    {
        var verdict = UserVerdict.Of([("a", [.. Enumerable.Repeat(1.0, rows)])])[0];
        Assert.Equal(smallest, verdict.Smallest, 12);
        Assert.Equal(smallest, verdict.Chance, 12);
        Assert.Equal(smallest < 0.05, verdict.IsDecidable(1));
        Assert.Equal(smallest * 8 < 0.05, verdict.IsDecidable(8));
    }

    [Fact]
    public void Where_no_user_can_decide_all_together_do()
    {
        // Four rows a user, all better: no chance of a user is below 1/8, that of all 32 rows is far below.
        var verdicts = UserVerdict.Of([.. Enumerable.Range(0, 8).Select(user => ($"{user}", (IReadOnlyList<double>)[0.5, 1, 0.7, 0.9 + user / 100.0]))]);
        Assert.All(verdicts, verdict => Assert.Equal((Judgement.NoDifference, 0.125), (verdict.Judgement, verdict.Chance)));
        var pooled = PooledVerdict.OfRuns([[.. Enumerable.Range(0, 8).Select(user => (IReadOnlyList<double>)[0.5, 1, 0.7, 0.9 + user / 100.0])]]);
        Assert.Equal(Judgement.Helped, pooled.Judgement);
        Assert.InRange(pooled.Chance, 0, 0.001);
        Assert.Equal(Judgement.Hurt, PooledVerdict.OfRuns([[.. Enumerable.Range(0, 30).Select(user => (IReadOnlyList<double>)[-0.5 - user / 100.0])]]).Judgement);
        Assert.Equal(Judgement.NoDifference, PooledVerdict.OfRuns([[[1.0], [1.0]]]).Judgement);
    }

    [Fact]
    public void Beyond_twenty_users_the_share_of_wrong_verdicts_is_held()
    {
        // 100 users, of whom 50 gain for certain: by Holm 0.0002 · 100 leaves none, by Benjamini and Hochberg 0.0001 · 100/50 does.
        var verdicts = UserVerdict.Of([.. Enumerable.Range(0, 100).Select(user => ($"{user}", (IReadOnlyList<double>)[.. Enumerable.Range(0, 12).Select(row => user < 50 || row % 2 == 0 ? 1.0 : -1.0)]))]);
        Assert.Equal(50, verdicts.Count(verdict => verdict.Judgement == Judgement.Helped));
        Assert.Equal(2 * Math.Pow(2, -11), verdicts[0].Corrected, 12);
        Assert.Equal(("Holm", "Benjamini–Hochberg"), (UserVerdict.CorrectionFor(20), UserVerdict.CorrectionFor(21)));
    }

    [Fact]
    public void What_only_some_trainings_gain_is_no_verdict()
    {
        // 40 rows that all gain with two seeds and lose with the third: the rows are sure, the trainings are not.
        IReadOnlyList<double> Run(double gain) => [.. Enumerable.Range(0, 40).Select(row => gain + row % 2 / 100.0)];
        var verdict = UserVerdict.OfRuns([("a", [Run(0.5), Run(0.6), Run(-0.1)])])[0];
        Assert.Equal(Judgement.NoDifference, verdict.Judgement);
        Assert.True(verdict.Gain.Lower < 0 && verdict.Gain.Upper > 0 && verdict.Chance > 0.05);
        Assert.Equal(Judgement.Helped, UserVerdict.OfRuns([("a", [Run(0.5), Run(0.52), Run(0.51)])])[0].Judgement);
    }

    [Fact]
    public void Three_runs_as_far_apart_as_published_are_no_proof()
    {
        // Eight users whose gains over a rival that scores 23 every time follow the runs' means: t of two degrees of freedom, where percentiles of three gave 19.8 … 35.2.
        var found = PairedInterval.OfRuns([.. ((double[])[52.8 - 22.97, 36.8 - 22.97, 61.8 - 22.97]).Select(run => (IReadOnlyList<IReadOnlyList<double>>)[.. Enumerable.Range(0, 8).Select(user => (IReadOnlyList<double>)[run + user - 3.5])])]);
        Assert.Equal(27.5, found.Mean, 0.01);
        Assert.InRange(found.Lower, -5, -3);
        Assert.InRange(found.Upper, 58, 60);
    }

    /// <summary>Right answers of two arms are drawn row by row with the given probabilities.</summary>
    private static IReadOnlyList<UserVerdict> Verdicts(int repetition, Func<int, (double Mine, double Theirs)> chances)
    {
        var state = (ulong)SeedSequence.Derive(7, "planted", repetition);
        var differences = Enumerable.Range(0, Users).Select(user =>
        {
            var (mine, theirs) = chances(user);
            return ($"user{user}", (IReadOnlyList<double>)[.. Enumerable.Range(0, Rows).Select(_ => (Draw() < mine ? 1.0 : 0) - (Draw() < theirs ? 1.0 : 0))]);
        }).ToList();
        return UserVerdict.Of(differences, repetition);

        double Draw() => SeedSequence.Next(ref state) / (double)ulong.MaxValue;
    }
}
