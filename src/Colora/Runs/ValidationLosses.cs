using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Colora.Checkpoints;
using Colora.Data;
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
    /// <returns>The losses by user, and which rows they are of.</returns>
    public static (ILookup<string, double> Losses, JudgedRows Rows) Of(RunConfig config, string? adapter, string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) Measure(config, adapter, path);
        var rows = RunJson.ReadRows<RowLoss>(path);
        return (rows.ToLookup(row => row.User, row => row.Loss), new JudgedRows(path, [.. rows.Select(row => RowKey.Hash([row.User, row.Row]))]));
    }

    private static void Measure(RunConfig config, string? adapter, string path)
    {
        using var setup = RunSetup.Prepare(config);
        using var weights = adapter is null ? null : AdapterFiles.Read(adapter, setup.Model.Network);
        var rows = setup.Validation.SelectMany(user => user).ToList();
        var scores = AnswerLikelihood.Of(setup.Model.Network, weights, rows, config.Evaluation.BatchSize);
        AtomicFile.WriteText(path, string.Concat(rows.Select((row, i) =>
            System.Text.Json.JsonSerializer.Serialize(new RowLoss(setup.Users[row.User].User, scores[i].Sum / Math.Max(1, scores[i].Labels), HashOf(row)), RunJson.Row) + "\n")));
    }

    private static string HashOf(TokenSequence row) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(row.Ids)))[..16];
}
