namespace Colora.Data;

/// <summary>A test row as the judge takes it.</summary>
/// <param name="Example">The row.</param>
/// <param name="User">User's number.</param>
/// <param name="Prompt">Tokens that the model reads, for its own answer and for the reference alike.</param>
/// <param name="Cut">Tokens of the prompt's beginning that were cut.</param>
/// <param name="ReferenceTokens">Tokens of the reference, the end of sequence included.</param>
/// <param name="Reference">The reference behind <paramref name="Prompt"/>, for its likelihood; null where both together
/// pass the model's positions.</param>
internal sealed record JudgedRow(
    Example Example, int User, int[] Prompt, int Cut, int ReferenceTokens, TokenSequence? Reference);
