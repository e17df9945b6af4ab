namespace Colora.Generation;

/// <summary>
/// A piece of an answer. All texts of an answer, joined, are what <see cref="TextGenerator.Stream"/> gives.
/// </summary>
/// <param name="Text">Text that is certain; empty at most in the last piece.</param>
/// <param name="End">How the answer has ended; in the last piece alone.</param>
public sealed record GeneratedPiece(string Text, GenerationEnd? End);
