namespace Colora.Tokenization;

/// <summary>A stretch of a text that is encoded by itself: no token lies across its ends.</summary>
/// <param name="Text">The stretch.</param>
/// <param name="IsPlain">Whether it is encoded as if the tokenizer had no added tokens, so that a special token spelled
/// in it is mere text.</param>
public readonly record struct TextPiece(string Text, bool IsPlain);
