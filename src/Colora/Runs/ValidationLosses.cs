using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Losses of single validation rows, kept as <c>validation.jsonl</c> in a folder: what a choice between arms is tested
/// on. A run writes them with what each validated step came to (<see cref="CheckpointChoice.Losses"/>); of the base,
/// for which nothing is chosen, they are measured.
/// </summary>
internal static class ValidationLosses
{
    /// <summary>Beside the adapter of a validated step.</summary>
    public const string ScoresName = "validation.json";

    private const string FileName = "validation.jsonl";

    /// <summary>
    /// Loss of each validation row of each user, in the order of the data; of the base measured once.
    /// </summary>
    /// <param name="config">Model and rows.</param>
    /// <param name="isBase">Whether nothing was trained.</param>
    /// <param name="folder">Where they are kept.</param>
    /// <param name="session">Gives a base that is loaded once for many; none = one is loaded where it is
    /// needed.</param>
    /// <returns>The losses of each row by user, that of the chosen step first, and which rows they are of.</returns>
    /// <exception cref="InputException">A trained run has none.</exception>
    public static (ILookup<string, IReadOnlyList<double>> Losses, JudgedRows Rows) Of(
        RunConfig config, bool isBase, string folder, Func<ModelSession>? session = null)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            if (!isBase)
            {
                throw new InputException(
                    path, "no such file", "the losses that the run has left",
                    "delete the run's folder and compare again");
            }

            using var setup = RunSetup.Prepare(config, session: session?.Invoke());
            Write(folder, setup, [.. setup.ValidationScores(null).Select(OfBase)]);
        }

        var rows = Read(folder);
        var losses = rows.ToLookup(row => row.User, row => (IReadOnlyList<double>)[row.Loss, .. row.OfSteps]);
        return (losses, new JudgedRows(path, [.. rows.Select(row => RowKey.Hash([row.User, row.Row]))]));
    }

    private static IReadOnlyList<IReadOnlyList<double>> OfBase(IReadOnlyList<RowScore> user) =>
        [.. user.Select(row => (IReadOnlyList<double>)[row.Loss])];

    /// <summary>The rows of a folder.</summary>
    public static IReadOnlyList<RowLoss> Read(string folder) =>
        RunJson.ReadRows<RowLoss>(Path.Combine(folder, FileName));

    /// <summary>Writes the losses of all validation rows, [user][row]: by the chosen step, then by each.</summary>
    public static void Write(
        string folder, RunSetup setup, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> losses) =>
        Write(folder, [.. setup.Validation.SelectMany((rows, user) => rows.Select((row, i) =>
            LossOf(setup.Users[user].User, row, losses[user][i])))]);

    private static RowLoss LossOf(string user, TokenSequence row, IReadOnlyList<double> losses) =>
        new(user, losses[0], HashOf(row)) { OfSteps = [.. losses.Skip(1)] };

    /// <summary>Writes rows.</summary>
    public static void Write(string folder, IReadOnlyList<RowLoss> rows) =>
        AtomicFile.WriteText(
            Path.Combine(folder, FileName),
            string.Concat(rows.Select(row => JsonSerializer.Serialize(row, RunJson.Row) + "\n")));

    /// <summary>Keeps what the validation rows of a validated step came to beside its adapter.</summary>
    public static void WriteScores(string folder, IReadOnlyList<IReadOnlyList<RowScore>> scores) =>
        RunJson.Write(Path.Combine(folder, ScoresName), scores);

    /// <summary>What was kept of a validated step, [user][row].</summary>
    public static IReadOnlyList<IReadOnlyList<RowScore>> ReadScores(string folder) =>
        RunJson.Read<IReadOnlyList<IReadOnlyList<RowScore>>>(Path.Combine(folder, ScoresName));

    private static string HashOf(TokenSequence row) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(row.Ids)))[..16];
}
