namespace Colora.Formats.Jsonl;

/// <summary>One example as it stands in a file.</summary>
/// <param name="Input">Text given to the model; empty only beside an instruction.</param>
/// <param name="Output">Target text; may be empty (whether that can be trained on is the run's business).</param>
/// <param name="References">All accepted targets, at least one; [Output] if the file names none.</param>
/// <param name="Instruction">What to do with the input, or null.</param>
/// <param name="User">Owner of the row, or null if no column was asked for.</param>
/// <param name="Line">Line in the file, from 1.</param>
public sealed record ExampleRecord(
    string Input, string Output, IReadOnlyList<string> References, string? Instruction, string? User, int Line);
