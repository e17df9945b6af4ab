using Colora.Data;

namespace Colora.Runs;

/// <summary>Shows what a config means before anything is trained.</summary>
public static class PreviewRun
{
    private const int Steps = 3;

    /// <summary>Loads model and data as the run would, and describes.</summary>
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
        return new PreviewResult(setup.Describe(), examples, batches, modules, report.Truncated, report.Dropped, report.Longest, EstimateBytes(setup, report.Longest))
        {
            Tests = counts,
            HiddenInstructions = RowNotes.HiddenInstructions(setup.Users).Hidden,
            Notes = [.. RowNotes.OfInstructions(setup.Users), .. RowNotes.OfTests(counts, config, window)],
        };
    }

    private static PreviewExample Show(RunSetup setup, TokenSequence sequence, int user) => new(
        setup.Users[user].User,
        sequence.Ids.Select(id => setup.Model.Tokenizer.TokenOf(id) ?? "?").ToList(),
        sequence.Ids,
        Enumerable.Range(0, sequence.Ids.Length).Select(place => place >= sequence.CompletionStart).ToList());

    /// <summary>
    /// Frozen weights + factors with gradients and two moments + activations that autograd keeps (per token and layer about 12 hidden and 5
    /// intermediate vectors in the base's type, 4 hidden vectors in float32, the attention weights twice) + one chunk of logits + the runtime itself.
    /// </summary>
    private static long EstimateBytes(RunSetup setup, int longest)
    {
        const long runtime = 350L << 20;
        var info = setup.Describe();
        var shape = setup.Model.Network.Config;
        long size = info.Dtype == "bfloat16" ? 2 : 4;
        long rows = setup.Config.Training.BatchSize, tokens = rows * longest;
        long owners = setup.Layout.Kinds.Sum(kind => setup.Layout.WidthOf(kind) * setup.Layout.OwnersOf(kind));
        var factors = owners * 4 * 3 + (info.SharedParameters + info.ParametersPerUser * Math.Min(rows, info.Users.Count)) * 4 * 3;
        var layer = tokens * (12L * shape.HiddenSize * size + 5L * shape.IntermediateSize * size + 4L * shape.HiddenSize * 4)
            + 2 * rows * shape.Attention.Heads * (long)longest * longest * 4;
        var logits = Math.Min(256, tokens) * shape.VocabularySize * 4L * 3;
        return runtime + info.ModelParameters * size + factors + layer * shape.Layers + logits;
    }
}
