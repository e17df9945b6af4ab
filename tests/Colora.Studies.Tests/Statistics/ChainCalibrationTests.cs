using Colora.Adapters;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Studies.Statistics;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Statistics;

/// <summary>
/// The whole chain of choices on planted losses: the race picks a start and a rank, validation picks steps, the fallback decides for each user, all by the same validation rows. Where no arm
/// is better than local, how often does even one user get another? The long version's output is in docs/results/calibration.md.
/// </summary>
public sealed class ChainCalibrationTests
{
    private const int Users = 8, Points = 6;

    [Fact]
    public void Of_equal_arms_hardly_ever_one_user_gets_another()
    {
        const int Repetitions = 200;
        var wrong = Enumerable.Range(0, Repetitions).Count(repetition => Repeat(12, 1, 0, repetition, isCrossFitted: true).Taken > 0);
        Assert.InRange(wrong, 0, Repetitions * UserVerdict.Level + 3 * Math.Sqrt(Repetitions * UserVerdict.Level * (1 - UserVerdict.Level)));
    }

    [Fact]
    public void Chosen_and_tested_on_the_same_rows_they_would()
    {
        // The same chain without folds: the test believes what the choice has made.
        var wrong = Enumerable.Range(0, 100).Count(repetition => Repeat(12, 1, 0, repetition, isCrossFitted: false).Taken > 0);
        Assert.InRange(wrong, 11, 100);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Over_four_hundred_repetitions_the_chain_errs_as_seldom_as_it_says()
    {
        const int Repetitions = 400;
        var measured = new MeasuredRows("calibration/chain.jsonl");
        foreach (var (rows, own, gain) in from rows in (int[])[8, 16, 32] from own in (double[])[0, 0.5, 2] from gain in (double[])[0, 0.4] select (rows, own, gain))
        {
            (string, object)[] place = [("validation rows", rows), ("noise of a start's own", own), ("true gain, nats", gain)];
            if (measured.Has(place)) continue;
            var fitted = Enumerable.Range(0, Repetitions).Select(repetition => Repeat(rows, own, gain, repetition, true)).ToList();
            var naive = Enumerable.Range(0, Repetitions).Count(repetition => Repeat(rows, own, gain, repetition, false).Taken > 0);
            var wrong = fitted.Count(run => run.Taken > 0);
            measured.Add(
            [
                .. place, ("a user got another arm, cross-fitted", MeasuredRows.Percent((double)wrong / Repetitions)), ("the same, chosen and tested on the same rows", MeasuredRows.Percent((double)naive / Repetitions)),
                ("users who got another arm, cross-fitted", MeasuredRows.Percent(fitted.Average(run => (double)run.Taken / Users))), ("halves agreed on the start", MeasuredRows.Percent(fitted.Average(run => run.Confirmed ? 1.0 : 0))),
            ]);
            if (gain == 0) Assert.InRange(wrong, 0, Repetitions * UserVerdict.Level + 3 * Math.Sqrt(Repetitions * UserVerdict.Level * (1 - UserVerdict.Level)));
        }
    }

    /// <summary>One comparison of local, which has converged and so has nothing to choose, of a fixed CoLoRA start and of a raced one, with the steps to choose from: the case in which choosing flatters most.</summary>
    /// <param name="rows">Validation rows of each user.</param>
    /// <param name="own">How much a start is better or worse on a row in heat and run alike, in units of what differs from one trained point to the next.</param>
    /// <param name="gain">By how much CoLoRA is truly better.</param>
    /// <param name="repetition">Number of the repetition.</param>
    /// <param name="isCrossFitted">Whether halves choose for one another, as the program does.</param>
    private static (int Taken, bool Confirmed) Repeat(int rows, double own, double gain, int repetition, bool isCrossFitted)
    {
        var draw = new NormalDraws(SeedSequence.Derive(31, "chain", rows, own, gain, repetition));
        double[][] Table(double size) => [.. Enumerable.Range(0, Users).Select(_ => Enumerable.Range(0, rows).Select(_ => size * draw.Next()).ToArray())];
        var hard = Table(1);
        var starts = new Dictionary<(Colora.Adapters.StartKind, double, int), double[][]>();
        IReadOnlyList<IReadOnlyList<RowScore>> Losses(double[][] ofStart, double better)
        {
            var fresh = Table(0.5);
            return [.. hard.Select((user, u) => (IReadOnlyList<RowScore>)[.. user.Select((loss, row) => new RowScore(3 + loss + ofStart[u][row] + fresh[u][row] - better, 1))])];
        }

        double[][] OfStart(StartHeat heat)
        {
            var key = (heat.Start, heat.CoreRate, heat.Rank);
            return starts.TryGetValue(key, out var known) ? known : starts[key] = Table(0.5 * own);
        }

        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Run(double[][] ofStart, double better, int points)
        {
            var tables = Enumerable.Range(0, points).Select(_ => Enumerable.Range(0, points).Select(_ => Losses(ofStart, better)).ToList()).ToList();
            var choice = StepChoice.Of(points, point => tables[point][point], (shared, point) => tables[shared][point], null);
            var joined = tables[choice.Shared];
            return [.. choice.OfUser.Select((chosen, user) => (IReadOnlyList<IReadOnlyList<double>>)[.. Enumerable.Range(0, rows).Select(row => (IReadOnlyList<double>)[joined[chosen][user][row].Loss, .. joined.Select(point => point[user][row].Loss)])])];
        }

        var (_, pick) = StartRace.Decide((heat, _) =>
        {
            var scores = Losses(OfStart(heat), gain);
            return heat with { Loss = Folds.MeanOverUsers(scores, null), FoldLosses = isCrossFitted ? [.. Enumerable.Range(0, Folds.Count).Select(fold => Folds.MeanOverUsers(scores, fold))] : [] };
        }, RacePlan.Of(60, new StartConfig { RaceSteps = 60 }, 32), 16);
        string[] users = [.. Enumerable.Range(0, Users).Select(user => $"{user}")];
        var losses = new Dictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>>
        {
            ["local"] = Run(Table(0.5 * own), 0, 1),
            ["base"] = Run(Table(0.5 * own), -3, 1),
            ["colora:lora-like"] = Run(Table(0.5 * own), gain, Points),
            ["colora:auto"] = Run(OfStart(pick!.Heat), gain, Points),
        };
        var taken = isCrossFitted ? SafeChoice.OfSteps("local", users, losses, repetition).Count(choice => choice.Arm != "local") : Believed(losses, repetition);
        return (taken, pick.Confirmed == true);
    }

    /// <summary>The fallback without folds: of each user the arm that is best on all rows, tested on these.</summary>
    private static int Believed(Dictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> losses, int repetition)
    {
        var chances = Enumerable.Range(0, Users).Select(user =>
        {
            var best = losses.Where(arm => arm.Key != "local").MinBy(arm => arm.Value[user].Average(row => row[0])).Value[user];
            return SignFlip.ChanceOfChosen([[.. losses["local"][user].Select((loss, row) => loss[0] - best[row][0])]], repetition).Chance;
        });
        return ManyTests.Holm([.. chances]).Count(chance => chance < UserVerdict.Level);
    }
}
