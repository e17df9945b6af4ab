using System.Text;
using Colora.Formats;
using Colora.Tokenization;

namespace Colora.Data;

/// <summary>
/// Test rows → what the judge reads. The prompt is cut by <see cref="PromptWindow"/> alone, whatever the reference:
/// greedy answer and likelihood of the reference stand behind the same tokens. A row whose answer alone passes
/// <c>prompt.max_length</c> is not judged; it costs only itself. An empty answer is one of no tokens.
/// </summary>
internal sealed class JudgeEncoder
{
    /// <summary>
    /// No tokenizer makes more tokens of an ASCII text than three a character (a blank that is spelled by bytes) and a
    /// few at its ends.
    /// </summary>
    private const int MostTokensOfCharacter = 3, MostTokensOfEnds = 8;

    private readonly ExampleEncoder encoder;
    private readonly PromptConfig config;
    private readonly int prefix;

    /// <summary>An encoder for a window.</summary>
    /// <exception cref="InputException">As <see cref="ExampleEncoder"/>.</exception>
    public JudgeEncoder(ITokenizer tokenizer, PromptConfig config, PromptWindow window)
    {
        encoder = new ExampleEncoder(tokenizer, config);
        this.config = config;
        prefix = encoder.PrefixLength;
        Window = window;
    }

    /// <summary>How much is read and written.</summary>
    public PromptWindow Window { get; }

    /// <summary>Id of the token that ends an answer.</summary>
    public int EndId => encoder.EndId;

    /// <summary>The row as it is judged; null where its answer alone passes <c>prompt.max_length</c>.</summary>
    /// <param name="example">The row.</param>
    /// <param name="user">Its user's number.</param>
    /// <exception cref="InputException">The prompt has no tokens.</exception>
    public JudgedRow? Encode(Example example, int user)
    {
        var answer = encoder.EncodeCompletion(example.CompletionParts);
        if (PassesAlone(answer)) return null;
        var (prompt, cut) = encoder.EncodePrompt(example.PromptParts, Window.Longest);
        if (prompt.Length == 0)
        {
            throw new InputException(
                example.Source, "the prompt has no tokens", "an input with at least one", "remove or mend the row");
        }

        int[] ids = [.. prompt, .. answer, EndId];
        return new JudgedRow(
            example, user, prompt, cut, answer.Length + 1,
            ids.Length <= Window.Positions ? new TokenSequence(user, ids, prompt.Length) : null);
    }

    /// <summary>
    /// What would become of a user's rows, without keeping them: texts that are too short for any limit are not even
    /// encoded.
    /// </summary>
    /// <param name="user">Name of the user.</param>
    /// <param name="rows">Its test rows.</param>
    public JudgedCount Count(string user, IEnumerable<Example> rows)
    {
        var (all, cut, unjudged, withoutNll) = (0, 0, 0, 0);
        string? first = null;
        foreach (var row in rows)
        {
            all++;
            if (MostTokens(row.Prompt) <= Window.Longest
                && MostTokens(row.Completion) < config.MaxLength - Window.Longest)
            {
                continue;
            }

            if (Encode(row, 0) is not { } judged)
            {
                unjudged++;
                first ??= row.Source;
                continue;
            }

            if (judged.Cut > 0) cut++;
            if (judged.Reference is null) withoutNll++;
        }

        return new JudgedCount(user, all, cut, unjudged, withoutNll, first);
    }

    /// <summary>
    /// As for a training row: what the tokenizer puts before a prompt, the answer and its end leave no room for a
    /// prompt.
    /// </summary>
    private bool PassesAlone(int[] answer) => prefix + answer.Length + 1 >= config.MaxLength;

    private static int MostTokens(string text) =>
        Ascii.IsValid(text) ? MostTokensOfCharacter * text.Length + MostTokensOfEnds : int.MaxValue;
}
