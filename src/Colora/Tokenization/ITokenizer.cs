namespace Colora.Tokenization;

/// <summary>Text to token ids and back. Implementations may be used by many threads at once.</summary>
public interface ITokenizer
{
    /// <summary>
    /// Highest id + 1, added tokens included: every id lies in [0, VocabularySize). The model's embedding may have more
    /// rows.
    /// </summary>
    int VocabularySize { get; }

    /// <summary>Id of the begin-of-sequence token, or null where the model has none.</summary>
    int? BosId { get; }

    /// <summary>Id of the end-of-sequence token, or null where the model has none.</summary>
    int? EosId { get; }

    /// <summary>Id of the padding token, or null where the model has none.</summary>
    int? PadId { get; }

    /// <summary>Id of the unknown token, or null where the model has none.</summary>
    int? UnknownId { get; }

    /// <summary>
    /// True where encoding puts a word-boundary blank before the text itself (Llama-2's Prepend, Metaspace, ByteLevel
    /// with add_prefix_space), so that a template must not add one.
    /// </summary>
    bool AddsLeadingBlank { get; }

    /// <summary>The tokens that the model wants before a sequence, for example BOS.</summary>
    IReadOnlyList<int> Before { get; }

    /// <summary>The tokens that are looked for in a text before the vocabulary is, special ones among them.</summary>
    IReadOnlyList<AddedToken> AddedTokens { get; }

    /// <summary>
    /// Token ids of <paramref name="text"/>, no special token added. Special tokens spelled out in the text become
    /// their ids. A lone surrogate counts as U+FFFD.
    /// </summary>
    int[] Encode(string text);

    /// <summary>
    /// Token ids of pieces that follow each other, each encoded by itself; a piece that is not the first takes no
    /// word-boundary blank in front. No plain piece gives a special token.
    /// </summary>
    int[] Encode(IReadOnlyList<TextPiece> pieces);

    /// <summary>
    /// As <see cref="Encode(string)"/>, with the tokens that the model wants around a sequence (for example BOS before
    /// it).
    /// </summary>
    int[] EncodeWithSpecial(string text);

    /// <summary>
    /// Text of <paramref name="ids"/>. Ids outside the vocabulary are left out; cut byte sequences become U+FFFD.
    /// </summary>
    /// <param name="ids">Token ids in reading order.</param>
    /// <param name="skipSpecial">True leaves out special tokens; false keeps their text.</param>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecial = true);

    /// <summary>
    /// The token as the vocabulary spells it ("Ġthe", "▁the", "&lt;0x0A&gt;"), or null for an id outside the
    /// vocabulary.
    /// </summary>
    string? TokenOf(int id);

    /// <summary>Id of a token spelled as in the vocabulary, or null where there is none.</summary>
    int? IdOf(string token);

    /// <summary>True for the tokens that <see cref="Decode"/> leaves out when skipSpecial is set.</summary>
    bool IsSpecial(int id);

    /// <summary>A decoder for ids that arrive one by one. It belongs to one thread.</summary>
    /// <param name="skipSpecial">As in <see cref="Decode"/>.</param>
    StreamingDecoder NewStream(bool skipSpecial = true);
}
