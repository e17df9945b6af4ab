using Colora.Checkpoints;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>Losses of single validation rows, kept as <c>validation.jsonl</c> in a folder: what a choice between arms is tested on.</summary>
internal static class ValidationLosses
{
    private const string FileName = "validation.jsonl";

    /// <summary>Loss of each validation row of each user, in the order of the data; measured once.</summary>
    /// <param name="config">Model and rows.</param>
    /// <param name="adapter">A run's adapter; null = the base alone.</param>
    /// <param name="folder">Where they are kept.</param>
    public static ILookup<string, double> Of(RunConfig config, string? adapter, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) Measure(config, adapter, path);
        return Formats.Jsonl.JsonlReader.Read(path).ToLookup(row => row.Value.GetProperty("user").GetString()!, row => row.Value.GetProperty("loss").GetDouble());
    }

    private static void Measure(RunConfig config, string? adapter, string path)
    {
        using var setup = RunSetup.Prepare(config);
        using var weights = adapter is null ? null : AdapterFiles.Read(adapter, setup.Model.Network);
        var rows = setup.Validation.SelectMany(user => user).ToList();
        var scores = AnswerLikelihood.Of(setup.Model.Network, weights, rows, config.Evaluation.BatchSize);
        AtomicFile.WriteText(path, string.Concat(rows.Select((row, i) =>
            System.Text.Json.JsonSerializer.Serialize(new RowLoss(setup.Users[row.User].User, scores[i].Sum / Math.Max(1, scores[i].Labels)), RunJson.Row) + "\n")));
    }
}
