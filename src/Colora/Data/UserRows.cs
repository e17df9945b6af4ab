using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>The rows of one user as the files hold them.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Instruction">The task's instruction from the manifest, or none.</param>
/// <param name="TrainSource">File of the training rows.</param>
/// <param name="Train">Labelled rows.</param>
/// <param name="TestSource">File of the test rows.</param>
/// <param name="Test">Test rows; null where the data has no test file of its own.</param>
public sealed record UserRows(
    string User, string? Instruction, string TrainSource, IReadOnlyList<ExampleRecord> Train, string TestSource,
    IReadOnlyList<ExampleRecord>? Test)
{
    /// <summary>What each labelled row says.</summary>
    internal IReadOnlyList<RowMark> TrainMarks => MarksOf(Train);

    /// <summary>What each test row says; none without a test file.</summary>
    internal IReadOnlyList<RowMark> TestMarks => MarksOf(Test ?? []);

    /// <summary><see cref="RowKey.Input"/> of one of the rows.</summary>
    internal static UInt128 InputOf(IReadOnlyList<ExampleRecord> rows, int row) =>
        rows is StoredRows stored ? stored.InputOf(row) : RowKey.InputOf(rows[row]);

    private static IReadOnlyList<RowMark> MarksOf(IReadOnlyList<ExampleRecord> rows) =>
        rows is StoredRows stored ? stored.Marks : [.. rows.Select(row => new RowMark(RowKey.Of(row)))];
}
