using Colora.Adapters;
using Colora.Data;
using Colora.Evaluation;
using Colora.Rounds;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Runs.Train;

/// <summary>
/// Picks CoLoRA's start, its ρ and the rank by trainings that end like the whole one, with a warm-up and a decay of their own (method.md
/// A.2c: first gradients do not tell how alike users are; a race on validation rows does). All starts run a short heat at the adapter's rank, one
/// of them a second one with cores that rest at the identity, which is pooled training: best where users are the same. The two best run a heat
/// three times as long, and the better of them another at twice the rank. The long heats decide: after a short one the larger rank always
/// leads; how many heats there are and how long is for <see cref="RacePlan"/> to say. They decide where both halves of the rows say the same (<see cref="StartPick"/>). Without validation rows a quarter of the training rows is held out, of the race alone.
/// </summary>
internal static class StartRace
{
    /// <summary>Runs the heats.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; nothing is kept of the race.</exception>
    public static StartChoice Run(RunSetup asked, RacePlan plan, WholeProgress listener, CancellationToken stop)
    {
        var rank = asked.Config.Adapter.Rank;
        if (plan.Heats == 0)
        {
            var (kind, rho, coreRate) = RacePlan.Unraced;
            return new StartChoice("nothing", [], new StartHeat(kind, rho, coreRate, rank, 0, double.NaN));
        }

        var work = RunWork.Of(asked, plan);
        var (setup, judged) = asked.Validation.Any(rows => rows.Count > 0) ? (asked, "validation rows") : (HeldOut(asked), "training rows held out of the race");
        UserAgreement? agreement = null;
        long visits = 0, tokens = 0;
        var (heats, pick) = Decide(Run, plan, rank);
        if (pick is null) throw new DivergenceException("every heat of the race came to a number that is not finite", "in the race of starts");
        return new StartChoice(judged, heats, pick.Heat) { Confirmed = pick.Confirmed, Agreement = agreement, RowVisits = visits, Tokens = tokens };

        StartHeat Run(StartHeat candidate, string place) => Heat(setup, candidate, $"heat {place}, {candidate.Name}", listener, weights =>
        {
            if (candidate.CoreRate == 0) agreement ??= UserAgreement.Of(setup.Model.Network, weights, setup.Train, setup.Config.Training.BatchSize);
        }, report =>
        {
            visits += report.Rows;
            tokens += report.Tokens;
            listener.Advance(work.Step);
        }, () => listener.Advance(work.Heat), stop);
    }

    /// <summary>Which heats are run, and what they say; no pick where all diverged.</summary>
    /// <param name="run">Runs a heat; its place among all is for whoever watches.</param>
    /// <param name="plan">Candidates and lengths.</param>
    /// <param name="rank">Of the adapter.</param>
    internal static (IReadOnlyList<StartHeat> Heats, StartPick? Pick) Decide(Func<StartHeat, string, StartHeat> run, RacePlan plan, int rank)
    {
        var heats = new List<StartHeat>();
        foreach (var (kind, rho, coreRate) in plan.Field) Run(new StartHeat(kind, rho, coreRate, rank, plan.ShortSteps > 0 ? plan.ShortSteps : plan.LongSteps, double.NaN));
        var brief = plan.ShortSteps > 0 ? heats.Count : 0;
        foreach (var finalist in heats.Take(brief).Where(heat => double.IsFinite(heat.Loss)).OrderBy(heat => heat.Loss).Take(2).ToList()) Run(finalist with { Steps = plan.LongSteps });

        // What diverged counts as infinitely bad; where all long heats did so that their short ones did not foretell, the shorter still tell.
        List<StartHeat> last = [.. heats.Skip(brief).Where(heat => double.IsFinite(heat.Loss)).OrderBy(heat => plan.Field.ToList().IndexOf(new RaceCandidate(heat.Start, heat.Rho, heat.CoreRate)))];
        var pick = last.Count > 0 ? StartPick.Of(last) : heats.Where(heat => double.IsFinite(heat.Loss)).MinBy(heat => heat.Loss) is { } shorter ? new StartPick(shorter, null) : null;
        if (plan.WiderRank is not { } wide || pick is null) return (heats, pick);
        Run(pick.Heat with { Rank = wide, Steps = plan.LongSteps });
        if (!double.IsFinite(heats[^1].Loss)) return (heats, pick);
        var wider = StartPick.Of([pick.Heat, heats[^1]]);
        return (heats, wider with { Confirmed = pick.Confirmed & wider.Confirmed });

        void Run(StartHeat heat) => heats.Add(run(heat, $"{heats.Count + 1} of {plan.Heats}"));
    }

    /// <summary>Trains a candidate for the given number of steps and judges it.</summary>
    private static StartHeat Heat(RunSetup setup, StartHeat candidate, string label, WholeProgress listener, Action<AdapterWeights> trained, Action<StepReport> stepped, Action judged, CancellationToken stop)
    {
        var config = candidate.Apply(setup.Config);
        var rounds = config.Rounds.Rounds == 0 ? config.Rounds : config.Rounds with { Rounds = Math.Max(1, (int)(candidate.Steps / FederatedTraining.StepsOfRound(config.Rounds))), RefitSteps = 0 };
        var heat = setup.With(config with { Training = config.Training with { Steps = (int)candidate.Steps }, Rounds = rounds });
        using var weights = new AdapterWeights(heat.Layout);
        using var course = new TrainingCourse(heat, weights);
        try
        {
            FilledStart.Of(heat, weights, new NamedListener(listener, label));
            for (long step = 0; step < course.TotalSteps; step++)
            {
                stop.ThrowIfCancellationRequested();
                var report = course.Step(step);
                stepped(report);
                listener.Progress(new StageProgress(label, step + 1, course.TotalSteps, "steps", report.Loss));
            }

            trained(weights);
            var scores = heat.ValidationScores(weights);
            judged();
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
