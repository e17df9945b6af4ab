using Colora.Evaluation;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>
/// The whole chain of choices on planted losses (<see cref="PlantedChain"/>): how often does even one user get an arm that is no better than local, and how much of what is to be gained do users get, by
/// the fallback and by its earlier rule? The long versions' output is in docs/results/calibration.md.
/// </summary>
public sealed class ChainCalibrationTests
{
    private static readonly (string Name, Func<int, double> Gain)[] Truths =
    [
        ("nobody gains", _ => 0),
        ("all gain", _ => 0.4),
        ("half gain, half lose", user => user % 2 == 0 ? -0.4 : 0.4),
        ("one of eight loses much", user => user % 8 == 0 ? -1 : 0.4),
        ("one of eight loses a little", user => user % 8 == 0 ? -0.1 : 0.4),
        ("one of eight gains much, no other", user => user % 8 == 0 ? 1 : 0),
    ];

    private static readonly (int Users, int Rows)[] Sizes = [(2, 8), (2, 32), (8, 4), (8, 8), (8, 16), (8, 32), (20, 8), (20, 16), (40, 4), (40, 16)];

    [Fact]
    public void Of_equal_arms_hardly_ever_one_user_gets_another()
    {
        const int Repetitions = 200;
        var chain = new PlantedChain(12, 1, [.. Enumerable.Repeat(0.0, 8)]);
        Assert.InRange(Enumerable.Range(0, Repetitions).Count(repetition => chain.Judge(chain.Repeat(repetition).Now).Wrong > 0), 0, MostOf(Repetitions));
    }

    [Fact]
    public void Chosen_and_tested_on_the_same_rows_they_would()
    {
        // The same chain without folds: the test believes what the choice has made.
        var chain = new PlantedChain(12, 1, [.. Enumerable.Repeat(0.0, 8)]);
        Assert.InRange(Enumerable.Range(0, 100).Count(repetition => chain.Judge(chain.Believe(repetition)).Wrong > 0), 11, 100);
    }

    [Fact]
    public void Users_gain_half_as_much_again_as_by_Holm_and_none_of_those_who_do_not_gain_is_taken_along()
    {
        const int Repetitions = 100;
        foreach (var (name, gain) in Truths.Skip(1))
        {
            var chain = new PlantedChain(10, 0.5, [.. Enumerable.Range(0, 8).Select(gain)]);
            var runs = Enumerable.Range(0, Repetitions).Select(repetition => chain.Repeat(repetition)).ToList();
            double GainOf(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => runs.Sum(run => chain.Judge(rule(run)).Gain);
            Assert.True(GainOf(run => run.Now) >= 1.5 * GainOf(run => run.Earlier), name);
            Assert.InRange(runs.Count(run => chain.Judge(run.Now).Wrong > 0), 0, MostOf(Repetitions));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_two_hundred_repetitions_the_chain_errs_as_seldom_as_it_says()
    {
        const int Repetitions = 200;
        var measured = new MeasuredRows("calibration/chain.jsonl");
        foreach (var (rows, own, gain) in from rows in (int[])[8, 16, 32] from own in (double[])[0, 0.5, 2] from gain in (double[])[0, 0.4] select (rows, own, gain))
        {
            (string, object)[] place = [("validation rows", rows), ("noise of a start's own", own), ("true gain, nats", gain)];
            if (measured.Has(place)) continue;
            var chain = new PlantedChain(rows, own, [.. Enumerable.Repeat(gain, 8)]);
            var runs = Enumerable.Range(0, Repetitions).Select(repetition => chain.Repeat(repetition)).ToList();
            var naive = Enumerable.Range(0, Repetitions).Count(repetition => chain.Judge(chain.Believe(repetition)).Taken > 0);
            double Another(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => runs.Average(run => chain.Judge(rule(run)).Taken > 0 ? 1.0 : 0);
            string Share(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => gain == 0 ? "" : MeasuredRows.Percent(runs.Sum(run => chain.Judge(rule(run)).Gain) / (Repetitions * chain.Attainable));
            measured.Add(
            [
                .. place, ("a user got another arm", MeasuredRows.Percent(Another(run => run.Now))), ("by the earlier rule", MeasuredRows.Percent(Another(run => run.Earlier))),
                ("chosen and tested on the same rows", MeasuredRows.Percent((double)naive / Repetitions)), ("share of the attainable gain taken", Share(run => run.Now)),
                ("the same by the earlier rule", Share(run => run.Earlier)), ("halves agreed on the start", MeasuredRows.Percent(runs.Average(run => run.Confirmed ? 1.0 : 0))),
            ]);
            if (gain == 0) Assert.InRange(Another(run => run.Now) * Repetitions, 0, MostOf(Repetitions));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_two_hundred_repetitions_users_who_differ_are_told_apart()
    {
        const int Repetitions = 200;
        var measured = new MeasuredRows("calibration/users.jsonl");
        foreach (var (truth, users, rows) in from truth in Truths from size in Sizes select (truth, size.Users, size.Rows))
        {
            (string, object)[] place = [("truth", truth.Name), ("users", users), ("validation rows", rows)];
            if (measured.Has(place)) continue;
            var chain = new PlantedChain(rows, 0.5, [.. Enumerable.Range(0, users).Select(truth.Gain)]);
            var runs = Enumerable.Range(0, Repetitions).Select(repetition => chain.Repeat(repetition)).ToList();
            var (now, earlier) = (ErrorsOf(run => run.Now), ErrorsOf(run => run.Earlier));
            measured.Add(
            [
                .. place, ("error", MeasuredRows.Percent(now.Average())), ("by the earlier rule", MeasuredRows.Percent(earlier.Average())),
                ("share of the attainable gain taken", Share(run => run.Now)), ("the same by the earlier rule", Share(run => run.Earlier)),
            ]);

            // A share of wrong ones varies less than yes or no does.
            Assert.InRange(now.Sum(), 0, MostOf(Repetitions));

            List<double> ErrorsOf(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => [.. runs.Select(run => Error(chain.Judge(rule(run)), users))];
            string Share(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => chain.Attainable == 0 ? "" : MeasuredRows.Percent(runs.Sum(run => chain.Judge(rule(run)).Gain) / (Repetitions * chain.Attainable));
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void What_the_choice_of_the_shared_step_adds_to_the_error()
    {
        const int Repetitions = 400;
        var measured = new MeasuredRows("calibration/shared.jsonl");
        foreach (var rows in (int[])[8, 16, 32])
        {
            (string, object)[] place = [("validation rows", rows)];
            if (measured.Has(place)) continue;
            var chain = new PlantedChain(rows, 0.5, [.. Enumerable.Repeat(0.0, 8)]) { OfShared = 0.7 };
            var runs = Enumerable.Range(0, Repetitions).Select(repetition => chain.Repeat(repetition)).ToList();
            double Wrong(Func<(string[] Now, string[] Earlier, bool Confirmed), string[]> rule) => runs.Average(run => chain.Judge(rule(run)).Wrong > 0 ? 1.0 : 0);
            measured.Add([.. place, ("a user got another arm", MeasuredRows.Percent(Wrong(run => run.Now))), ("by the earlier rule", MeasuredRows.Percent(Wrong(run => run.Earlier)))]);

            // What is chosen before by all users' rows is not chosen anew under a flip: less careful than claimed, but not by much.
            Assert.InRange(Wrong(run => run.Now), 0, 3 * UserVerdict.Level);
        }
    }

    /// <summary>Up to twenty users whether one of them is wrong, beyond the share of those who are.</summary>
    private static double Error((double Gain, int Taken, int Wrong) judged, int users) =>
        users <= ManyTests.MostByHolm ? Math.Min(1, judged.Wrong) : judged.Wrong / Math.Max(1.0, judged.Taken);

    /// <summary>The claim is 5 %; three standard errors of a share that is measured so many times come on top.</summary>
    private static double MostOf(int repetitions) => repetitions * UserVerdict.Level + 3 * Math.Sqrt(repetitions * UserVerdict.Level * (1 - UserVerdict.Level));
}
