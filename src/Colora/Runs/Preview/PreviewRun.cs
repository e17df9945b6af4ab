using Colora.Adapters;
using Colora.Configuration;
using Colora.Data;
using Colora.Runs.Train;
using Colora.Training;

namespace Colora.Runs.Preview;

/// <summary>Shows what a config means before anything is trained.</summary>
public static class PreviewRun
{
    private const int Steps = 3;

    /// <summary>
    /// Loads model and data as the run would, does a few steps on an adapter that is thrown away to measure them, and
    /// describes.
    /// </summary>
    public static PreviewResult Execute(RunConfig config)
    {
        using var setup = RunSetup.Prepare(config);
        var schedule = setup.NewSchedule();
        var batches = Enumerable.Range(0, Steps).Select(step => Shapes(setup, schedule, step)).ToList();
        var examples = setup.Train.Select((rows, user) => Show(setup, rows[0], user)).ToList();
        var modules = Modules(setup.Layout);
        var report = setup.Encoder.Report;
        var (counts, window) = setup.CountTests();
        var plan = config.IsRaced ? RacePlan.Of(setup) : null;
        var (cost, diverged) = CostOf(setup, plan, report.Longest);
        return new PreviewResult(
            setup.Describe(), examples, batches, modules, report.Truncated, report.Dropped, report.Longest)
        {
            Tests = counts,
            Race = plan is null ? null : RaceOf(setup, plan),
            Cost = cost,
            Diverged = diverged,
            HiddenInstructions = RowNotes.HiddenInstructions(setup.Users).Hidden,
            Course = [config.Optimizer.Sentence(), .. CoresOf(setup, plan)],
            Notes = [.. RowNotes.OfInstructions(setup.Users), .. RowNotes.OfTests(counts, config, window)],
        };
    }

    /// <summary>Rows × tokens of each forward pass of a step.</summary>
    private static List<string> Shapes(RunSetup setup, BatchSchedule schedule, int step)
    {
        var rows = schedule.RowsOf(step).Select(place => setup.Train[place.User][place.Row]);
        var batches = rows.Chunk(setup.Config.Training.BatchSize).Select(chunk => new TokenBatch(chunk));
        return batches.Select(batch => $"{batch.Rows}x{batch.Tokens}").ToList();
    }

    private static List<PreviewModule> Modules(AdapterLayout layout)
    {
        var modules = new List<PreviewModule>();
        foreach (var group in layout.Modules.GroupBy(module => module.Module.Name))
        {
            var first = group.First().Module;
            modules.Add(new PreviewModule(group.Key, group.Count(), first.In, first.Out));
        }

        return modules;
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

    /// <summary>What is done with cores: after a race, with the start that it is most likely to pick.</summary>
    private static IReadOnlyList<string> CoresOf(RunSetup setup, RacePlan? plan)
    {
        if (plan is null) return CorePlan.Of(setup).Sentence is { } known ? [known] : [];
        var start = new StartConfig { Kind = RacePlan.Unraced.Start };
        if (CorePlan.Of(setup.With(setup.Config with { Start = start })).Sentence is not { } sentence) return [];
        return plan.Field.Count > 1 ? [$"where {EnumName.Of(start.Kind)} wins the race of starts, {sentence}; with another start they are free"] : [sentence];
    }

    private static PreviewRace RaceOf(RunSetup setup, RacePlan plan)
    {
        return new PreviewRace(
            plan.Heats, plan.ShortSteps, plan.LongSteps, plan.Steps, plan.WiderRank, WiderParameters(setup, plan),
            plan.Sentence());
    }

    private static long? WiderParameters(RunSetup setup, RacePlan plan)
    {
        if (plan.WiderRank is not { } rank) return null;
        var heat = new StartHeat(StartKind.LoraLike, 1, 1, rank, 0, double.NaN);
        return setup.With(heat.Apply(setup.Config)).Describe().TrainedParameters;
    }

    private static PreviewExample Show(RunSetup setup, TokenSequence sequence, int user) => new(
        setup.Users[user].User,
        sequence.Ids.Select(id => setup.Model.Tokenizer.TokenOf(id) ?? "?").ToList(),
        sequence.Ids,
        Enumerable.Range(0, sequence.Ids.Length).Select(place => place >= sequence.CompletionStart).ToList());
}
