namespace Colora.Runs;

/// <summary>One user of a run.</summary>
/// <param name="Name">Name.</param>
/// <param name="Train">Training rows.</param>
/// <param name="Validation">Validation rows.</param>
/// <param name="Test">Test rows.</param>
/// <param name="Instruction">The task's instruction, or none.</param>
public sealed record RunUser(string Name, int Train, int Validation, int Test, string? Instruction)
{
    /// <summary>Hash of what the rows of each part say; null in runs of older versions.</summary>
    public RowHashes? Rows { get; init; }
}
