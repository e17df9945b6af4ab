using Colora.Adapters;
using Colora.Data;
using Colora.Runs.Train;
using Colora.Training;

namespace Colora.Runs.Preview;

/// <summary>Shows what a config means before anything is trained.</summary>
public static class PreviewRun
{
    private const int Steps = 3;

    /// <summary>Loads model and data as the run would, does a few steps on an adapter that is thrown away to measure them, and describes.</summary>
    public static PreviewResult Execute(RunConfig config)
    {
        using var setup = RunSetup.Prepare(config);
        var schedule = setup.NewSchedule();
        var batches = Enumerable.Range(0, Steps).Select(step => (IReadOnlyList<string>)schedule.RowsOf(step)
            .Select(place => setup.Train[place.User][place.Row])
            .Chunk(config.Training.BatchSize)
            .Select(rows => new TokenBatch(rows))
            .Select(batch => $"{batch.Rows}x{batch.Tokens}")
            .ToList()).ToList();
        var examples = setup.Train.Select((rows, user) => Show(setup, rows[0], user)).ToList();
        var modules = setup.Layout.Modules.GroupBy(module => module.Module.Name)
            .Select(group => new PreviewModule(group.Key, group.Count(), group.First().Module.In, group.First().Module.Out)).ToList();
        var report = setup.Encoder.Report;
        var (counts, window) = setup.CountTests();
        var plan = config.IsRaced ? RacePlan.Of(setup) : null;
        var (cost, diverged) = CostOf(setup, plan, report.Longest);
        return new PreviewResult(setup.Describe(), examples, batches, modules, report.Truncated, report.Dropped, report.Longest)
        {
            Tests = counts,
            Race = plan is null ? null : RaceOf(setup, plan),
            Cost = cost,
            Diverged = diverged,
            HiddenInstructions = RowNotes.HiddenInstructions(setup.Users).Hidden,
            Notes = [.. RowNotes.OfInstructions(setup.Users), .. RowNotes.OfTests(counts, config, window)],
        };
    }

    private static (PreviewCost? Cost, string? Diverged) CostOf(RunSetup setup, RacePlan? plan, int longest)
    {
        try
        {
            return (CostMeter.Of(setup, plan, longest), null);
        }
        catch (DivergenceException e)
        {
            return (null, e.Message);
        }
    }

    private static PreviewRace RaceOf(RunSetup setup, RacePlan plan)
    {
        long? wider = plan.WiderRank is { } rank ? setup.With(new StartHeat(StartKind.LoraLike, 1, 1, rank, 0, double.NaN).Apply(setup.Config)).Describe().TrainedParameters : null;
        return new PreviewRace(plan.Heats, plan.ShortSteps, plan.LongSteps, plan.Steps, plan.WiderRank, wider, plan.Sentence());
    }

    private static PreviewExample Show(RunSetup setup, TokenSequence sequence, int user) => new(
        setup.Users[user].User,
        sequence.Ids.Select(id => setup.Model.Tokenizer.TokenOf(id) ?? "?").ToList(),
        sequence.Ids,
        Enumerable.Range(0, sequence.Ids.Length).Select(place => place >= sequence.CompletionStart).ToList());
}
