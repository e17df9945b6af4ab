using Colora.Tokenization;

namespace Colora.Tests.Generation;

/// <summary>
/// A tokenizer whose text of a token is its number and a blank, so that a text shows every token; it only decodes.
/// </summary>
/// <param name="poison">A token at which decoding fails.</param>
internal sealed class NumberTokenizer(int poison = -1) : ITokenizer
{
    public int VocabularySize => int.MaxValue;

    public int? BosId => null;

    public int? EosId => null;

    public int? PadId => null;

    public int? UnknownId => null;

    public bool AddsLeadingBlank => false;

    public IReadOnlyList<int> Before => [];

    public IReadOnlyList<AddedToken> AddedTokens => [];

    public int[] Encode(string text) => throw new NotSupportedException();

    public int[] Encode(IReadOnlyList<TextPiece> pieces) => throw new NotSupportedException();

    public int[] EncodeWithSpecial(string text) => throw new NotSupportedException();

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = true) =>
        string.Concat(ids.ToArray().Select(id => $"{id} "));

    public string? TokenOf(int id) => $"{id} ";

    public int? IdOf(string token) => int.Parse(token);

    public bool IsSpecial(int id) => false;

    public StreamingDecoder NewStream(bool skipSpecial = true) => new Numbers(poison);

    private sealed class Numbers(int poison) : StreamingDecoder
    {
        public override string Push(int id) => id == poison ? throw new FormatException("poison") : $"{id} ";

        public override string Finish() => "";
    }
}
