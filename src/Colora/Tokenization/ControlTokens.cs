using System.Buffers;
using System.Text;

namespace Colora.Tokenization;

/// <summary>
/// The tokens that steer a model (begin, end, turns), and how text from outside is kept from becoming one: a row that
/// holds <c>&lt;|endoftext|&gt;</c> must teach the model those letters, not to stop.
/// </summary>
/// <remarks>
/// The rule is that of transformers' <c>sanitize_control_tokens</c>: each control token in a user's text is a piece of
/// its own, encoded with no added token known; the pieces around it are encoded as usual, each by itself.
/// </remarks>
internal sealed class ControlTokens
{
    // Characters for private use. A control token between the first two came from a user's text; so did all that is
    // between the others.
    private const string Open = "\U000F0000", Close = "\U000F0001", OpenAll = "\U000F0002", CloseAll = "\U000F0003";

    private static readonly string[] Marks = [Open, Close, OpenAll, CloseAll];
    private static readonly SearchValues<string> AnyMark = SearchValues.Create(Marks, StringComparison.Ordinal);

    private readonly ITokenizer tokenizer;
    private readonly IReadOnlyList<string> tokens;
    private readonly SearchValues<string> search;
    private readonly HashSet<int> ids;

    private ControlTokens(ITokenizer tokenizer, IReadOnlyList<string> tokens, HashSet<int> ids)
    {
        this.tokenizer = tokenizer;
        this.tokens = tokens;
        this.ids = ids;
        search = SearchValues.Create([.. tokens], StringComparison.Ordinal);
    }

    /// <summary>
    /// The special tokens of a tokenizer, those that begin, end or pad a sequence, and the other added tokens that
    /// <paramref name="template"/> spells and that are not mere blanks.
    /// </summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="template">What the owner of the config wrote: the text of the templates.</param>
    public static ControlTokens Of(ITokenizer tokenizer, string template)
    {
        HashSet<int> ids = [.. tokenizer.Before];
        foreach (var id in (int?[])[tokenizer.BosId, tokenizer.EosId, tokenizer.PadId])
            if (id is { } named) ids.Add(named);
        List<string> tokens = [];

        // The unknown token stands for what the vocabulary lacks: it comes of ordinary text and steers nothing.
        var unknown = tokenizer.UnknownId is { } unk && !ids.Contains(unk) ? unk : -1;
        foreach (var token in tokenizer.AddedTokens)
        {
            var spelled = !string.IsNullOrWhiteSpace(token.Content)
                && template.Contains(token.Content, StringComparison.Ordinal);
            if (!token.IsSpecial && !ids.Contains(token.Id) && !spelled) continue;
            tokens.Add(token.Content);
            if (token.Id != unknown) ids.Add(token.Id);
        }

        return new ControlTokens(tokenizer, [.. tokens.OrderByDescending(token => token.Length)], ids);
    }

    /// <summary>
    /// A user's text with marks around each control token, to be given to a template; see <see cref="EncodeMarked"/>.
    /// </summary>
    public string Mark(string text)
    {
        var plain = Unmarked(text);
        if (IsUnsafe(plain)) return OpenAll + plain + CloseAll;
        var marked = new StringBuilder();
        foreach (var piece in Pieces(plain))
            _ = piece.IsPlain ? marked.Append(Open).Append(piece.Text).Append(Close) : marked.Append(piece.Text);
        return marked.ToString();
    }

    /// <summary>Tokens of a rendered template whose user texts were marked; nothing is added.</summary>
    public int[] EncodeMarked(string rendered) => tokenizer.Encode(Cut(rendered));

    /// <summary>A rendered text without its marks.</summary>
    public static string Unmarked(string rendered) =>
        Marks.Aggregate(rendered, (text, mark) => text.Replace(mark, "", StringComparison.Ordinal));

    /// <summary>Tokens of a text made of a template's parts and users' parts; nothing is added.</summary>
    public int[] Encode(IReadOnlyList<TextPart> parts)
    {
        // What two users' texts spell together is theirs as well.
        var text = string.Concat(parts.Select(part => part.Text));
        var authored = new bool[text.Length];
        var closed = new bool[text.Length];
        var at = 0;
        foreach (var part in parts)
        {
            authored.AsSpan(at, part.Text.Length).Fill(!part.IsUsers);
            if (part.IsUsers && IsUnsafe(part.Text)) closed.AsSpan(at, part.Text.Length).Fill(true);
            at += part.Text.Length;
        }

        foreach (var (start, length) in Occurrences(text))
            if (authored.AsSpan(start, length).Contains(false)) closed.AsSpan(start, length).Fill(true);
        return tokenizer.Encode(Runs(text, closed, Occurrences(text).Select(found => found.Start).ToHashSet()));
    }

    /// <summary>
    /// Whether a text would bring a control token in some way that its letters do not show (by the normalizer, or by
    /// the vocabulary itself).
    /// </summary>
    private bool IsUnsafe(string text) => tokenizer.Encode(Pieces(text)).Any(ids.Contains);

    private List<TextPiece> Pieces(string text)
    {
        var pieces = new List<TextPiece>();
        var at = 0;
        foreach (var (start, length) in Occurrences(text))
        {
            if (start > at) pieces.Add(new TextPiece(text[at..start], false));
            pieces.Add(new TextPiece(text.Substring(start, length), true));
            at = start + length;
        }

        if (at < text.Length) pieces.Add(new TextPiece(text[at..], false));
        return pieces;
    }

    /// <summary>
    /// Places and lengths of the control tokens, from left to right, the longest where several begin.
    /// </summary>
    private IEnumerable<(int Start, int Length)> Occurrences(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var found = text.AsSpan(at).IndexOfAny(search);
            if (found < 0) yield break;
            var start = at + found;
            var length = tokens.First(token => string.CompareOrdinal(text, start, token, 0, token.Length) == 0).Length;
            yield return (start, length);
            at = start + length;
        }
    }

    private static List<TextPiece> Runs(string text, bool[] closed, HashSet<int> starts)
    {
        var pieces = new List<TextPiece>();
        for (int at = 0, end; at < text.Length; at = end)
        {
            // Two control tokens side by side are two pieces.
            for (end = at + 1; end < text.Length
                && closed[end] == closed[at]
                && !(closed[at] && starts.Contains(end)); end++) { }
            pieces.Add(new TextPiece(text[at..end], closed[at]));
        }

        return pieces;
    }

    /// <summary>
    /// A mark without its counterpart, which the template has cut off, is dropped but still ends a piece.
    /// </summary>
    private List<TextPiece> Cut(string rendered)
    {
        var pieces = new List<TextPiece>();
        for (int at = 0, next; at < rendered.Length; at = next)
        {
            var mark = Find(rendered, at);
            if (mark > at) pieces.Add(new TextPiece(rendered[at..mark], false));
            if ((next = mark + Open.Length) >= rendered.Length) break;
            var close = Find(rendered, next);
            var inside = rendered[next..close];
            if ((Is(mark, Open) && Is(close, Close) && tokens.Contains(inside))
                || (Is(mark, OpenAll) && Is(close, CloseAll)))
            {
                pieces.Add(new TextPiece(inside, true));
                next = close + Close.Length;
            }
        }

        return pieces;

        bool Is(int at, string mark) => string.CompareOrdinal(rendered, at, mark, 0, mark.Length) == 0;
    }

    /// <summary>Place of the next mark; the length of the text where there is none.</summary>
    private static int Find(string text, int from) =>
        text.AsSpan(from).IndexOfAny(AnyMark) is >= 0 and var found ? from + found : text.Length;
}
