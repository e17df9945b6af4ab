using Colora.Engine;
using Colora.Evaluation;
using Colora.Studies.Statistics;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>The fallback is left only for what is better beyond doubt.</summary>
public sealed class SafeChoiceTests
{
    [Fact]
    public void The_better_arm_is_taken_where_it_is_certain_and_nowhere_else()
    {
        double[] local = [.. Enumerable.Range(0, 16).Select(i => 1.0 + i / 16.0)];
        double[] better = [.. local.Select(loss => loss - 0.5)], best = [.. local.Select(loss => loss - 0.6)], worse = [.. local.Select(loss => loss + 0.5)];
        double[] doubtful = [.. local.Select((loss, i) => loss + (i % 2 == 0 ? -0.6 : 0.5))];
        var choices = SafeChoice.Of("local", ["a", "b", "c", "d"], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>>
        {
            ["colora"] = [better, worse, doubtful, better],
            ["local"] = [local, local, local, local],
            ["base"] = [worse, worse, worse, best],
        });
        Assert.Equal(["colora", "local", "local", "base"], choices.Select(choice => choice.Arm));
        Assert.All(choices, choice => Assert.True(choice.Arm == "local" ? choice.Corrected == 1 : choice.Corrected < UserVerdict.Level));
    }

    [Fact]
    public void Without_validation_rows_everybody_keeps_the_fallback()
    {
        var none = new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = [[]], ["colora"] = [[]] };
        Assert.Equal("local", Assert.Single(SafeChoice.Of("local", ["a"], none)).Arm);
        Assert.Throws<ArgumentException>(() => SafeChoice.Of("base", ["a"], none));
    }

    [Fact]
    public void Of_equal_arms_hardly_ever_one_user_of_eight_gets_another()
    {
        const int Repetitions = 400;
        var wrong = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var state = (ulong)SeedSequence.Derive(3, "equal", repetition);
            IReadOnlyList<IReadOnlyList<double>> Draw() => [.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<double>)[.. Enumerable.Range(0, 12).Select(_ => SeedSequence.Next(ref state) / (double)ulong.MaxValue)])];
            var choices = SafeChoice.Of("local", [.. Enumerable.Range(0, 8).Select(i => $"{i}")], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = Draw(), ["colora"] = Draw() }, repetition);
            if (choices.Any(choice => choice.Arm != "local")) wrong++;
        }

        // 5 % are allowed, 20 of 400; three standard errors are 13.
        Assert.InRange(wrong, 0, 33);
    }

    [Fact]
    public void Five_rows_of_eight_users_can_tell_and_four_cannot()
    {
        // One flip of 2⁵ is as good: 1/32, given that it is not above 28/32, the largest up to 0.9. The eight users are beyond doubt together, so it is not multiplied. Of 2⁴ flips one is 0.0625 at least.
        Assert.All(Of(5), choice => Assert.Equal(("b", 1 / 28.0), (choice.Arm, choice.Corrected)));
        Assert.All(Of(4), choice => Assert.Equal(("local", 1), (choice.Arm, choice.Corrected)));

        static IReadOnlyList<SafeChoice> Of(int rows)
        {
            IReadOnlyList<IReadOnlyList<double>> Losses(double gain) => [.. Enumerable.Range(0, 8).Select(user => (IReadOnlyList<double>)[.. Enumerable.Range(0, rows).Select(row => 2 + row / 8.0 - gain * (1 + row / 16.0))])];
            return SafeChoice.Of("local", [.. Enumerable.Range(0, 8).Select(user => $"{user}")], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = Losses(0), ["a"] = Losses(0.1), ["b"] = Losses(0.3), ["c"] = Losses(-0.2) });
        }
    }

    [Fact]
    public void Where_steps_were_chosen_chances_count_as_if_the_choice_were_one_user_more()
    {
        // Two users, six rows, 1/64 given that it is not above 57/64; before the losses of both steps stand those of the chosen one.
        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Losses(double gain, int steps) => [.. Enumerable.Range(0, 2).Select(_ => (IReadOnlyList<IReadOnlyList<double>>)[.. Enumerable.Range(0, 6).Select(row => (IReadOnlyList<double>)[.. Enumerable.Repeat(2 + row / 8.0 - gain * (1 + row / 16.0), steps)])])];
        double Corrected(int steps) => SafeChoice.OfSteps("local", ["a", "b"], new Dictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> { ["local"] = Losses(0, 1), ["a"] = Losses(0.1, steps) })[1].Corrected;
        Assert.Equal([1 / 57.0, 1 / 57.0, 1.5 / 57], ((int[])[1, 2, 3]).Select(Corrected), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Four_rows_are_enough_where_forty_users_gain_alike()
    {
        // No user is above a half, so that 1 of 20 is taken not to gain: 1/16 each.
        IReadOnlyList<IReadOnlyList<double>> Losses(double gain) => [.. Enumerable.Range(0, 40).Select(user => (IReadOnlyList<double>)[.. Enumerable.Range(0, 4).Select(row => 2 + row / 8.0 - gain * (1 + row / 16.0))])];
        var choices = SafeChoice.Of("local", [.. Enumerable.Range(0, 40).Select(user => $"{user}")], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = Losses(0), ["a"] = Losses(0.1) });
        Assert.All(choices, choice => Assert.Equal(("a", 1 / 20.0 / 16), (choice.Arm, choice.Corrected)));
    }

    [Fact]
    public void An_arm_that_is_far_worse_does_not_hide_one_that_is_better()
    {
        // Flipped, a loss of 3 nats more is a gain of 3: in its own size it counts as the others do.
        double[] local = [.. Enumerable.Range(0, 16).Select(row => 0.1 + row % 3 / 100.0)];
        IReadOnlyList<IReadOnlyList<double>> Of(double gain) => [.. Enumerable.Range(0, 8).Select(_ => (IReadOnlyList<double>)[.. local.Select((loss, row) => loss - gain * (1 + row % 5 / 5.0))])];
        var arms = new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = Of(0), ["base"] = Of(-3), ["colora"] = Of(0.02), ["more"] = Of(0.04) };
        Assert.All(SafeChoice.Of("local", [.. Enumerable.Range(0, 8).Select(user => $"{user}")], arms), choice => Assert.Equal("more", choice.Arm));
    }

    [Fact]
    public void Of_arms_beyond_doubt_the_one_with_the_larger_gain_is_taken_and_not_one_that_is_only_large()
    {
        double[] local = [.. Enumerable.Repeat(1.0, 16)], sure = [.. local.Select(loss => loss - 0.1)], better = [.. local.Select((loss, row) => loss - (row % 2 == 0 ? 0.3 : 0.9))];
        double[] wild = [.. local.Select((loss, row) => loss - (row % 4 == 0 ? 9 : row % 4 == 1 ? -4 : 0.5))];
        Assert.Equal("better", Of(("better", better)));
        Assert.Equal("sure", Of(("wild", wild)));

        string Of((string Name, double[] Losses) other) =>
            SafeChoice.Of("local", ["a"], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = [local], ["sure"] = [sure], [other.Name] = [other.Losses] })[0].Arm;
    }

    [Fact]
    public void Arms_that_are_good_on_other_halves_of_the_rows_are_not_good()
    {
        // a is better on even rows and worse on odd ones, b the other way round: the better of the two is good on every row, and neither is.
        IReadOnlyList<double> local = [.. Enumerable.Repeat(1.0, 16)], even = [.. Enumerable.Range(0, 16).Select(row => row % 2 == 0 ? 0.1 : 1.7)], odd = [.. Enumerable.Range(0, 16).Select(row => row % 2 == 1 ? 0.1 : 1.7)];
        Assert.Equal("local", SafeChoice.Of("local", ["u"], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = [local], ["a"] = [even], ["b"] = [odd] })[0].Arm);
    }

    [Fact]
    public void Users_are_not_tested_by_the_same_signs()
    {
        // Of 20 rows signs are drawn: the same rows come to nearly the same chance, not to the very same one.
        IReadOnlyList<double> local = [.. Enumerable.Repeat(1.0, 20)], better = [.. Enumerable.Range(0, 20).Select(row => row % 4 == 0 ? 1.1 : 0.77 + row / 200.0)];
        var choices = SafeChoice.Of("local", ["a", "b"], new Dictionary<string, IReadOnlyList<IReadOnlyList<double>>> { ["local"] = [local, local], ["colora"] = [better, better] });
        Assert.All(choices, choice => Assert.Equal("colora", choice.Arm));
        Assert.NotEqual(choices[0].Corrected, choices[1].Corrected);
    }
}
