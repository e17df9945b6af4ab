using Colora.Adapters;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Studies.Statistics;
using Colora.Testing;

namespace Colora.Studies.Tests.Statistics;

/// <summary>
/// Planted losses of a whole comparison, whose truth is known: of local, which has converged and so has nothing to choose, of the base, 3 nats worse, of a fixed CoLoRA start and of a raced
/// one, with the steps to choose from: the case in which choosing flatters most.
/// </summary>
/// <param name="Rows">Validation rows of each user.</param>
/// <param name="Own">How much a start is better or worse on a row in heat and run alike, in units of what differs from one trained point to the next.</param>
/// <param name="Gains">By how much CoLoRA is truly better, of each user.</param>
public sealed record PlantedChain(int Rows, double Own, double[] Gains)
{
    private const string Local = "local";
    private const int Points = 6;

    /// <summary>Which part of what differs from one trained point to the next all points have in common that share a step; which of them is chosen by all users' rows.</summary>
    public double OfShared { get; init; }

    /// <summary>One comparison: the race picks a start and a rank where both halves of the rows agree, validation picks steps, the fallback decides for each user, all by the same rows.</summary>
    /// <param name="repetition">Number of the repetition.</param>
    /// <returns>The arm of each user by the fallback and by its earlier rule; whether the halves agreed on the start.</returns>
    public (string[] Now, string[] Earlier, bool Confirmed) Repeat(int repetition)
    {
        var (losses, confirmed) = Draw(repetition, isCrossFitted: true);
        string[] users = [.. Enumerable.Range(0, Gains.Length).Select(user => $"{user}")];
        return ([.. SafeChoice.OfSteps(Local, users, losses, repetition).Select(choice => choice.Arm)], [.. HolmChoice.OfSteps(Local, losses, repetition)], confirmed);
    }

    /// <summary>The same comparison without halves and without choosing anew: each user's arm is the one that is best on all rows, tested on these.</summary>
    public string[] Believe(int repetition)
    {
        var (losses, _) = Draw(repetition, isCrossFitted: false);
        var best = Gains.Select((_, user) => losses.Where(arm => arm.Key != Local).MinBy(arm => arm.Value[user].Average(row => row[0])).Key).ToList();
        var chances = best.Select((arm, user) => HolmChoice.ChanceOfChosen([[.. losses[Local][user].Select((loss, row) => loss[0] - losses[arm][user][row][0])]], repetition).Chance);
        return [.. ManyTests.Holm([.. chances]).Select((chance, user) => chance < UserVerdict.Level ? best[user] : Local)];
    }

    private (Dictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>> Losses, bool Confirmed) Draw(int repetition, bool isCrossFitted)
    {
        var draw = new NormalDraws(SeedSequence.Derive(31, "chain", Rows, Own, string.Join(' ', Gains), repetition));
        double[][] Table(double size) => [.. Gains.Select(_ => Enumerable.Range(0, Rows).Select(_ => size * draw.Next()).ToArray())];
        double[] none = [.. Gains.Select(_ => 0.0)], worse = [.. Gains.Select(_ => -3.0)];
        var hard = Table(1);
        var starts = new Dictionary<(StartKind, double, int), double[][]>();

        IReadOnlyList<IReadOnlyList<RowScore>> Losses(double[][] ofStart, double[] better, double[][]? common = null)
        {
            var fresh = Table(common is null ? 0.5 : 0.5 * Math.Sqrt(1 - OfShared));
            return [.. hard.Select((user, u) => (IReadOnlyList<RowScore>)[.. user.Select((loss, row) => new RowScore(3 + loss + ofStart[u][row] + fresh[u][row] + (common?[u][row] ?? 0) - better[u], 1))])];
        }

        double[][] OfStart(StartHeat heat)
        {
            var key = (heat.Start, heat.CoreRate, heat.Rank);
            return starts.TryGetValue(key, out var known) ? known : starts[key] = Table(0.5 * Own);
        }

        IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Run(double[][] ofStart, double[] better, int points)
        {
            var tables = Enumerable.Range(0, points).Select(_ =>
            {
                var common = OfShared == 0 ? null : Table(0.5 * Math.Sqrt(OfShared));
                return Enumerable.Range(0, points).Select(_ => Losses(ofStart, better, common)).ToList();
            }).ToList();
            var choice = StepChoice.Of(points, point => tables[point][point], (shared, point) => tables[shared][point], null);
            var joined = tables[choice.Shared];
            return [.. choice.OfUser.Select((chosen, user) => (IReadOnlyList<IReadOnlyList<double>>)[.. Enumerable.Range(0, Rows).Select(row => (IReadOnlyList<double>)[joined[chosen][user][row].Loss, .. joined.Select(point => point[user][row].Loss)])])];
        }

        var (_, pick) = StartRace.Decide((heat, _) =>
        {
            var scores = Losses(OfStart(heat), Gains);
            return heat with { Loss = Folds.MeanOverUsers(scores, null), FoldLosses = isCrossFitted ? [.. Enumerable.Range(0, Folds.Count).Select(fold => Folds.MeanOverUsers(scores, fold))] : [] };
        }, RacePlan.Of(60, new StartConfig { RaceSteps = 60 }, 32), 16);
        var arms = new Dictionary<string, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>>
        {
            [Local] = Run(Table(0.5 * Own), none, 1),
            ["base"] = Run(Table(0.5 * Own), worse, 1),
            ["colora:lora-like"] = Run(Table(0.5 * Own), Gains, Points),
            ["colora:auto"] = Run(OfStart(pick!.Heat), Gains, Points),
        };
        return (arms, pick.Confirmed == true);
    }

    /// <summary>The true gain of users' arms together, how many have another than local, and for how many of these it is no better.</summary>
    public (double Gain, int Taken, int Wrong) Judge(string[] arms)
    {
        var taken = arms.Index().Where(user => user.Item != Local).Select(user => user.Item == "base" ? -3 : Gains[user.Index]).ToList();
        return (taken.Sum(), taken.Count, taken.Count(gain => gain <= 0));
    }

    /// <summary>The most that all users together can gain.</summary>
    public double Attainable => Gains.Sum(gain => Math.Max(0, gain));
}
