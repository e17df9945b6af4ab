using Colora.Engine;
using Colora.Evaluation;
using Xunit;

namespace Colora.Tests.Evaluation;

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

        // Half of the errors of 5 % go the harmless way: 10 of 400 are expected, 20 is three standard errors above.
        Assert.InRange(wrong, 0, 20);
    }
}
