namespace Colora.Tokenization;

/// <summary>A stretch of a text, and who wrote it.</summary>
/// <param name="Text">The stretch.</param>
/// <param name="IsUsers">
/// True for what comes from outside (a row, a prompt, a message): it never becomes a control token. False for what the
/// owner of the config wrote (a template): special tokens that it spells are meant.
/// </param>
public readonly record struct TextPart(string Text, bool IsUsers);
