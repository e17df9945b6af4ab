using Colora.Formats;

namespace Colora.Data;

/// <summary>
/// How many tokens a model reads and writes when it is judged or asked: a prompt keeps what <c>prompt.max_length</c>
/// leaves beside the tokens that may be written, but at least half of it. No reference has a say in this: two rows with
/// the same prompt are read alike.
/// </summary>
/// <param name="Longest">Longest prompt, what the tokenizer puts before it included.</param>
/// <param name="NewTokens">Most tokens that are written: those asked for, as far as the model's positions go.</param>
/// <param name="Positions">The model's positions.</param>
internal sealed record PromptWindow(int Longest, int NewTokens, int Positions)
{
    /// <summary>The window of a config.</summary>
    /// <param name="prompt">Gives the length of prompt and answer together.</param>
    /// <param name="newTokens">Tokens that may be written.</param>
    /// <param name="positions">The model's positions.</param>
    /// <exception cref="InputException">The model has fewer positions than <c>prompt.max_length</c>.</exception>
    public static PromptWindow Of(PromptConfig prompt, int newTokens, int positions)
    {
        if (prompt.MaxLength > positions)
        {
            throw new InputException(
                "prompt.max_length", $"{prompt.MaxLength} tokens", $"at most the model's {positions} positions",
                "lower it");
        }

        var longest = Math.Max(prompt.MaxLength - newTokens, prompt.MaxLength / 2);
        return new PromptWindow(longest, Math.Min(newTokens, positions - longest), positions);
    }
}
