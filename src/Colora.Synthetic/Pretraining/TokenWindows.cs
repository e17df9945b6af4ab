using System.Text.Json;
using Colora.Data;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Tokenization;

namespace Colora.Synthetic.Pretraining;

/// <summary>
/// Documents joined to one line of tokens and cut into windows of equal length; what is left over at the end is
/// dropped.
/// </summary>
internal sealed class TokenWindows
{
    private readonly int[] ids;
    private readonly bool[]? scored;
    private readonly int window;

    /// <summary>Windows over tokens.</summary>
    /// <param name="ids">All tokens.</param>
    /// <param name="window">Tokens of a window.</param>
    /// <param name="scored">Which tokens bear loss; none = all.</param>
    public TokenWindows(int[] ids, int window, bool[]? scored = null)
    {
        this.ids = ids;
        this.window = window;
        this.scored = scored;
    }

    /// <summary>Number of windows.</summary>
    public int Count => ids.Length / window;

    /// <summary>All tokens.</summary>
    public ReadOnlySpan<int> Ids => ids;

    /// <summary>
    /// Reads and encodes a corpus; each document gets the tokens that the tokenizer puts around a text.
    /// </summary>
    /// <param name="path">JSONL file of rows <c>{"text": …}</c>.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="config">Window and number of documents held out.</param>
    /// <returns>Windows to train on, and of the documents held out.</returns>
    /// <exception cref="InputException">The file is missing or malformed, a text is empty, or there are fewer documents
    /// or tokens than needed.</exception>
    public static (TokenWindows Train, TokenWindows HeldOut) Read(
        string path, ITokenizer tokenizer, CorpusConfig config)
    {
        var texts = JsonlReader.Read(path).Select(row => TextOf(row.Value, $"{path}:{row.Line}")).ToList();
        if (texts.Count <= config.HeldOut)
        {
            throw new InputException(
                path, $"{texts.Count} documents", $"more than corpus.held_out = {config.HeldOut}",
                "lower it, or write a larger corpus");
        }

        var train = Encode(texts[..^config.HeldOut], tokenizer, config);
        var heldOut = Encode(texts[^config.HeldOut..], tokenizer, config);
        RequireWindow(train, "tokens", path, config);
        RequireWindow(heldOut, "tokens held out", path, config);
        return (train, heldOut);
    }

    private static string TextOf(JsonElement row, string where)
    {
        if (row.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String
            && text.GetString() is { Length: > 0 } value)
        {
            return value;
        }

        throw new InputException(where, "no text", "a row {\"text\": \"...\"}", "remove or mend the row");
    }

    private static void RequireWindow(TokenWindows windows, string what, string path, CorpusConfig config)
    {
        if (windows.Count > 0) return;
        throw new InputException(
            path, $"{windows.ids.Length} {what}", $"at least corpus.window = {config.Window}",
            "lower it, or write a larger corpus");
    }

    /// <summary>The named windows as one batch; every token but a window's first bears loss.</summary>
    public TokenBatch Batch(IReadOnlyList<int> places)
    {
        var tokens = new long[places.Count * window];
        for (var row = 0; row < places.Count; row++)
            for (var t = 0; t < window; t++) tokens[row * window + t] = ids[places[row] * window + t];
        var mask = new long[tokens.Length];
        Array.Fill(mask, 1);
        return new TokenBatch(
            places.Count, window, tokens, mask, scored is null ? tokens : Labels(places, tokens),
            new int[places.Count]);
    }

    private long[] Labels(IReadOnlyList<int> places, long[] tokens)
    {
        var labels = new long[tokens.Length];
        for (var row = 0; row < places.Count; row++)
            for (var t = 0; t < window; t++)
            {
                labels[row * window + t] = scored![places[row] * window + t]
                    ? tokens[row * window + t]
                    : TokenBatch.Ignore;
            }

        return labels;
    }

    private static TokenWindows Encode(List<string> texts, ITokenizer tokenizer, CorpusConfig config)
    {
        int[] ids = [.. texts.SelectMany(text => tokenizer.EncodeWithSpecial(text))];
        if (config.AnswerToken is not { } word) return new TokenWindows(ids, config.Window);
        var begin = tokenizer.IdOf(word)
            ?? throw new InputException("corpus.answer_token", $"\"{word}\"", "a token of the tokenizer");
        var scored = texts.SelectMany(text => Scored(tokenizer.EncodeWithSpecial(text), begin, tokenizer.EosId));
        return new TokenWindows(ids, config.Window, [.. scored]);
    }

    /// <summary>Tokens of a document that bear loss: its answers; all where it has none.</summary>
    private static bool[] Scored(int[] document, int begin, int? end)
    {
        var scored = new bool[document.Length];
        if (!document.Contains(begin))
        {
            Array.Fill(scored, true);
            return scored;
        }

        var inside = false;
        for (var i = 0; i < document.Length; i++)
        {
            scored[i] = inside;
            if (document[i] == begin) inside = true;
            else if (document[i] == end) inside = false;
        }

        return scored;
    }
}
