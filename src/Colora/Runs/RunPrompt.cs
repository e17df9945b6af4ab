using Colora.Data;
using Colora.Formats;
using Colora.Tokenization;

namespace Colora.Runs;

/// <summary>Turns a text into the prompt that a run's users are asked by: the run's template with the user's instruction, cut as the judge cuts it.</summary>
/// <param name="config">The run's config.</param>
/// <param name="tokenizer">The base's tokenizer.</param>
/// <param name="positions">Longest sequence of the base, in tokens.</param>
internal sealed class RunPrompt(RunConfig config, ITokenizer tokenizer, int positions)
{
    private readonly ExampleEncoder encoder = new(tokenizer, config.Prompt);
    private readonly PromptTemplate template = new(config.Prompt, config.Data.AllowSpecialTokens);

    /// <summary>Token that ends an answer, as the run has trained it.</summary>
    public int EndId => encoder.EndId;

    /// <summary>The prompt's tokens.</summary>
    /// <param name="text">What the user asks: the template's input.</param>
    /// <param name="instruction">The user's instruction, or none.</param>
    /// <param name="newTokens">Tokens that may be written.</param>
    /// <returns>The tokens, the number of those that were cut, and the longest prompt.</returns>
    /// <exception cref="InputException">The model has fewer positions than <c>prompt.max_length</c>.</exception>
    public (int[] Ids, int Cut, int Longest) Encode(string text, string? instruction, int newTokens)
    {
        var window = PromptWindow.Of(config.Prompt, newTokens, positions);
        var (ids, cut) = encoder.EncodePrompt(template.PromptParts(text, instruction), window.Longest);
        return (ids, cut, window.Longest);
    }
}
