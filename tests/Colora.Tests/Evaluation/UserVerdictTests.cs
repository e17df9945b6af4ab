using Colora.Engine;
using Colora.Evaluation;
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
        Assert.Equal([0.03, 0.06, 0.06, 0.5], UserVerdict.Holm([0.0075, 0.02, 0.03, 0.5]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1.0, 1.0], UserVerdict.Holm([0.9, 0.6]));
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
