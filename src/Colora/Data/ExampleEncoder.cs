using Colora.Formats;
using Colora.Tokenization;

namespace Colora.Data;

/// <summary>
/// Example → tokens. Prompt and answer are encoded apart and joined by ids, so that no token spans the seam: generation
/// sees exactly the prompt that training saw, and the mask can never shift. What users wrote is text, whatever it
/// spells (<see cref="ControlTokens"/>).
/// </summary>
internal sealed class ExampleEncoder
{
    private readonly ITokenizer tokenizer;
    private readonly PromptConfig config;
    private readonly Dictionary<string, ControlTokens> controls = [];

    /// <summary>An encoder by the tokenizer's special tokens and the prompt's limits.</summary>
    /// <exception cref="InputException">The tokenizer has no end-of-sequence token, or not the one that the config
    /// names.</exception>
    public ExampleEncoder(ITokenizer tokenizer, PromptConfig config)
    {
        this.tokenizer = tokenizer;
        this.config = config;
        EndId = EndOf(tokenizer, config);
    }

    /// <summary>Id of the token that ends an answer.</summary>
    public int EndId { get; }

    /// <summary>Examples kept, cut and dropped so far, over all calls.</summary>
    public EncodingReport Report { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Tokens that the tokenizer puts before every text, such as a begin of sequence.</summary>
    internal int PrefixLength => tokenizer.Before.Count;

    /// <summary>
    /// The prompt's tokens, begin-of-sequence included where the model has one, without its beginning where it is
    /// longer than <paramref name="longest"/>.
    /// </summary>
    /// <param name="prompt">The text, by who wrote it.</param>
    /// <param name="longest">Most tokens; absent = as many as there are.</param>
    /// <returns>The tokens, and the number of those that were cut.</returns>
    public (int[] Ids, int Cut) EncodePrompt(IReadOnlyList<TextPart> prompt, int longest = int.MaxValue)
    {
        var (prefix, ids) = Split(prompt);
        var cut = Math.Clamp(prefix.Length + ids.Length - longest, 0, ids.Length);
        return ([.. prefix, .. ids[cut..]], cut);
    }

    /// <summary>The answer's tokens without the end of sequence.</summary>
    public int[] EncodeCompletion(IReadOnlyList<TextPart> completion)
    {
        if (tokenizer.AddsLeadingBlank && completion.Count > 0 && completion[0].Text.StartsWith(' '))
            completion = [completion[0] with { Text = completion[0].Text[1..] }, .. completion.Skip(1)];
        var ids = Encode(completion);

        // An end that prompt.completion spells out is the one that follows anyway.
        return ids is [.. var answer, var last] && last == EndId ? answer : ids;
    }

    /// <summary>Encodes an example; nothing when it is too long and the config says drop.</summary>
    /// <param name="example">The example.</param>
    /// <param name="user">Its user's number.</param>
    /// <exception cref="InputException">The answer has no tokens or would be cut, or the example is too long and the
    /// config refuses that.</exception>
    public TokenSequence? Encode(Example example, int user)
    {
        var answer = EncodeCompletion(example.CompletionParts);
        if (answer.Length == 0 || string.IsNullOrWhiteSpace(example.References[0]))
        {
            throw new InputException(
                example.Source, "the answer is empty", "an output with at least one token", "remove or mend the row");
        }

        var (prefix, prompt) = Split(example.PromptParts);
        var excess = Excess(example, prefix.Length + answer.Length + 1, prompt.Length, answer.Length);
        if (excess > 0 && config.Overlong == Overlong.Drop)
        {
            Report = Report with { Dropped = Report.Dropped + 1 };
            return null;
        }

        prompt = prompt[excess..];
        int[] ids = [.. prefix, .. prompt, .. answer, EndId];
        Report = Report with
        {
            Encoded = Report.Encoded + 1,
            Truncated = Report.Truncated + (excess > 0 ? 1 : 0),
            Longest = Math.Max(Report.Longest, ids.Length),
        };
        return new TokenSequence(user, ids, prefix.Length + prompt.Length);
    }

    /// <summary>By how many tokens the example is too long, none below zero.</summary>
    private int Excess(Example example, int fixedLength, int prompt, int answer)
    {
        if (fixedLength >= config.MaxLength)
        {
            throw new InputException(
                example.Source, $"the answer alone takes {answer + 1} tokens, so it would be cut",
                $"prompt and answer within prompt.max_length = {config.MaxLength}", "raise prompt.max_length");
        }

        var length = fixedLength + prompt;
        if (length > config.MaxLength && config.Overlong == Overlong.Refuse)
        {
            throw new InputException(
                example.Source, $"{length} tokens", $"at most prompt.max_length = {config.MaxLength}",
                "raise prompt.max_length, or set prompt.overlong to truncate-prompt or drop");
        }

        return Math.Max(0, length - config.MaxLength);
    }

    private static int EndOf(ITokenizer tokenizer, PromptConfig config)
    {
        if (config.EndToken is { Length: > 0 } token)
        {
            return tokenizer.IdOf(token)
                ?? throw new InputException("prompt.end_token", $"\"{token}\"", "a token of the model's vocabulary");
        }

        return tokenizer.EosId
            ?? throw new InputException(
                "tokenizer", "no end-of-sequence token",
                "eos_token in tokenizer_config.json or eos_token_id in config.json", "or give prompt.end_token");
    }

    /// <summary>
    /// What the tokenizer's template puts before a text, and the text's own tokens; once where the prompt spells it out
    /// itself. What it puts behind (an end) is ours to decide.
    /// </summary>
    private (int[] Prefix, int[] Ids) Split(IReadOnlyList<TextPart> prompt)
    {
        int[] prefix = [.. tokenizer.Before], ids = Encode(prompt);
        return (prefix, ids.AsSpan().StartsWith(prefix) ? ids[prefix.Length..] : ids);
    }

    private int[] Encode(IReadOnlyList<TextPart> parts)
    {
        if (!parts.Any(part => part.IsUsers)) return tokenizer.Encode(string.Concat(parts.Select(part => part.Text)));
        var authored = string.Concat(parts.Where(part => !part.IsUsers).Select(part => part.Text)) + config.EndToken;
        if (!controls.TryGetValue(authored, out var control))
            controls[authored] = control = ControlTokens.Of(tokenizer, authored);
        return control.Encode(parts);
    }
}
