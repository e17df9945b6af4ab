namespace Colora.Generation;

/// <summary>The end of an answer.</summary>
/// <param name="Reason">Why it has ended.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Tokens that were made; an end token and those of a stop text are among them.</param>
public sealed record GenerationEnd(FinishReason Reason, int PromptTokens, int CompletionTokens);
