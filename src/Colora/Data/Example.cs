using Colora.Tokenization;

namespace Colora.Data;

/// <summary>One labelled example of one user.</summary>
/// <param name="User">Name of the user who owns it.</param>
/// <param name="Prompt">What the model reads.</param>
/// <param name="Completion">What it is to write.</param>
/// <param name="References">All accepted answers; never empty.</param>
/// <param name="Source">File and line, for messages.</param>
public sealed record Example(
    string User, string Prompt, string Completion, IReadOnlyList<string> References, string Source)
{
    /// <summary>The prompt by who wrote it; all the user's where nothing is said.</summary>
    public IReadOnlyList<TextPart> PromptParts { get; init; } = [new TextPart(Prompt, IsUsers: true)];

    /// <summary>The answer by who wrote it; all the user's where nothing is said.</summary>
    public IReadOnlyList<TextPart> CompletionParts { get; init; } = [new TextPart(Completion, IsUsers: true)];

    /// <summary>Whether the row has an instruction that the prompt does not show.</summary>
    public bool HidesInstruction { get; init; }

    /// <summary>What the row says.</summary>
    public RowKey Key { get; init; }
}
