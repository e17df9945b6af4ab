using Colora.Data;
using Colora.Formats;
using Colora.Templates;
using Colora.Tokenization;

namespace Colora.Runs;

/// <summary>
/// Turns a text into the prompt that a run's users are asked by: the run's template with the user's instruction, cut as
/// the judge cuts it.
/// </summary>
/// <param name="config">The run's config.</param>
/// <param name="tokenizer">The base's tokenizer.</param>
/// <param name="positions">Longest sequence of the base, in tokens.</param>
/// <param name="chat">The base's chat template, or none.</param>
internal sealed class RunPrompt(RunConfig config, ITokenizer tokenizer, int positions, ModelChatTemplate? chat = null)
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

    /// <summary>
    /// The prompt's tokens for a conversation: by the base's chat template, else its last message by the run's own
    /// template.
    /// </summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instruction">The user's instruction, where no system message gives another.</param>
    /// <param name="newTokens">Tokens that may be written.</param>
    /// <exception cref="InputException">There is no message, or the base has no chat template and the conversation has
    /// earlier turns.</exception>
    public int[] OfChat(IReadOnlyList<ChatMessage> messages, string? instruction, int newTokens)
    {
        if (messages.Count == 0 || messages[^1].Role != "user")
        {
            throw new InputException(
                "messages", messages.Count == 0 ? "none" : $"a last message of the role \"{messages[^1].Role}\"",
                "a last message of the user");
        }

        if (chat is not null) return chat.Encode(tokenizer, messages, config.Data.AllowSpecialTokens);

        if (messages.SkipLast(1).FirstOrDefault(message => message.Role != "system") is { } earlier)
        {
            throw new InputException("messages", $"an earlier turn of the role \"{earlier.Role}\"",
                "one message of the user, and a system message before it: the base has no chat template, "
                    + "and the prompt template of the run has no place for more",
                "send the last message alone");
        }

        var system = string.Join('\n', messages.SkipLast(1).Select(message => message.Content));
        return Encode(messages[^1].Content, system.Length > 0 ? system : instruction, newTokens).Ids;
    }
}
