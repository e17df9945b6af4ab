using Colora.Adapters;
using Colora.Collaboration;
using Colora.Data;
using Colora.Evaluation;
using Colora.Training;

namespace Colora.Runs;

/// <summary>
/// Picks CoLoRA's start, its ρ and the rank by trainings that end like the whole one, with a warm-up and a decay of their own (method.md
/// A.2c: first gradients do not tell how alike users are; a race on validation rows does). All starts run a short heat at the adapter's rank, one
/// of them a second one with cores that rest at the identity, which is pooled training: best where users are the same. The two best run a heat
/// three times as long, and the better of them another at twice the rank. The long heats decide: after a short one the larger rank always
/// leads; and they decide where both halves of the rows say the same (<see cref="StartPick"/>). Without validation rows a quarter of the training rows is held out, of the race alone.
/// </summary>
internal static class StartRace
{
    private const int MostSteps = 90;

    private static readonly (StartKind Kind, double Rho, double CoreRate)[] Candidates =
    [
        (StartKind.LoraLike, 1, 1),
        (StartKind.LoraLike, 1, 0),
        (StartKind.OrthogonalMix, 0.7, 1),
        (StartKind.Orthonormal, 1, 1),
        (StartKind.Spectral, 1, 1),
    ];

    /// <summary>Runs the heats.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; nothing is kept of the race.</exception>
    public static StartChoice Run(RunSetup asked, IRunListener listener, CancellationToken stop)
    {
        var (setup, judged) = asked.Validation.Any(rows => rows.Count > 0) ? (asked, "validation rows") : (HeldOut(asked), "training rows held out of the race");
        var start = asked.Config.Start;
        var steps = start.RaceSteps > 0 ? start.RaceSteps : (int)Math.Min(asked.TotalSteps(), MostSteps);
        var rank = asked.Config.Adapter.Rank;
        var isWider = 2 * rank <= (start.MaxRank > 0 ? start.MaxRank : 2 * rank);
        UserAgreement? agreement = null;
        long visits = 0, tokens = 0;
        var (heats, pick) = Decide(Run, steps, rank, isWider);
        if (pick is null) throw new DivergenceException("every heat of the race came to a number that is not finite", "in the race of starts");
        return new StartChoice(judged, heats, pick.Heat) { Confirmed = pick.Confirmed, Agreement = agreement, RowVisits = visits, Tokens = tokens };

        StartHeat Run(StartHeat candidate, string place) => Heat(setup, candidate, $"heat {place}, {candidate.Name}", listener, weights =>
        {
            if (candidate.CoreRate == 0) agreement ??= UserAgreement.Of(setup.Model.Network, weights, setup.Train, setup.Config.Training.BatchSize);
        }, report =>
        {
            visits += report.Rows;
            tokens += report.Tokens;
        }, stop);
    }

    /// <summary>Which heats are run, and what they say; no pick where all diverged.</summary>
    /// <param name="run">Runs a heat; its place among all is for whoever watches.</param>
    /// <param name="steps">Of a long heat.</param>
    /// <param name="rank">Of the adapter.</param>
    /// <param name="isWider">Whether twice the rank is tried too.</param>
    internal static (IReadOnlyList<StartHeat> Heats, StartPick? Pick) Decide(Func<StartHeat, string, StartHeat> run, int steps, int rank, bool isWider)
    {
        var all = Candidates.Length + 2 + (isWider ? 1 : 0);
        var heats = new List<StartHeat>();
        foreach (var (kind, rho, coreRate) in Candidates) Run(new StartHeat(kind, rho, coreRate, rank, Math.Max(1, steps / 3), double.NaN));
        foreach (var finalist in heats.Where(heat => double.IsFinite(heat.Loss)).OrderBy(heat => heat.Loss).Take(2).ToList()) Run(finalist with { Steps = steps });

        // What diverged counts as infinitely bad; where all long heats did so that their short ones did not foretell, the shorter still tell.
        List<StartHeat> last = [.. heats.Skip(Candidates.Length).Where(heat => double.IsFinite(heat.Loss)).OrderBy(heat => Array.IndexOf(Candidates, (heat.Start, heat.Rho, heat.CoreRate)))];
        var pick = last.Count > 0 ? StartPick.Of(last) : heats.Where(heat => double.IsFinite(heat.Loss)).MinBy(heat => heat.Loss) is { } shorter ? new StartPick(shorter, null) : null;
        if (!isWider || pick is null) return (heats, pick);
        Run(pick.Heat with { Rank = 2 * rank, Steps = steps });
        if (!double.IsFinite(heats[^1].Loss)) return (heats, pick);
        var wider = StartPick.Of([pick.Heat, heats[^1]]);
        return (heats, wider with { Confirmed = pick.Confirmed & wider.Confirmed });

        void Run(StartHeat heat) => heats.Add(run(heat, $"{heats.Count + 1} of {all}"));
    }

    /// <summary>Trains a candidate for the given number of steps and judges it.</summary>
    private static StartHeat Heat(RunSetup setup, StartHeat candidate, string label, IRunListener listener, Action<AdapterWeights> trained, Action<StepReport> stepped, CancellationToken stop)
    {
        var config = candidate.Apply(setup.Config);
        var rounds = config.Rounds.Rounds == 0 ? config.Rounds : config.Rounds with { Rounds = Math.Max(1, (int)(candidate.Steps / FederatedTraining.StepsOfRound(config.Rounds))), RefitSteps = 0 };
        var heat = setup.With(config with { Training = config.Training with { Steps = (int)candidate.Steps }, Rounds = rounds });
        using var weights = new AdapterWeights(heat.Layout);
        using var course = new TrainingCourse(heat, weights);
        try
        {
            FilledStart.Of(heat, weights, new DemoListener(listener, label));
            for (long step = 0; step < course.TotalSteps; step++)
            {
                stop.ThrowIfCancellationRequested();
                var report = course.Step(step);
                stepped(report);
                listener.Progress(new StageProgress(label, step + 1, course.TotalSteps, "steps", report.Loss));
            }

            trained(weights);
            var scores = heat.ValidationScores(weights);
            return candidate with { Steps = course.TotalSteps, Loss = Folds.MeanOverUsers(scores, null), FoldLosses = [.. Enumerable.Range(0, Folds.Count).Select(fold => Folds.MeanOverUsers(scores, fold))] };
        }
        catch (DivergenceException e)
        {
            listener.Note($"{label} {e.Message}; it counts as infinitely bad");
            return candidate with { Steps = course.TotalSteps, Loss = double.PositiveInfinity, FoldLosses = [] };
        }
    }

    /// <summary>The last quarter of every user's training rows judges, at least one of two or more.</summary>
    private static RunSetup HeldOut(RunSetup asked)
    {
        List<IReadOnlyList<TokenSequence>> train = [], held = [];
        foreach (var rows in asked.Train)
        {
            var judging = rows.Count < 2 ? 0 : Math.Max(1, rows.Count / 4);
            train.Add([.. rows.Take(rows.Count - judging)]);
            held.Add([.. rows.Skip(rows.Count - judging)]);
        }

        // With one row a user there is nothing to hold out: what fits the rows best after a heat is all that can be asked.
        return asked.With(asked.Config, train, held.All(rows => rows.Count == 0) ? asked.Train : held);
    }
}
