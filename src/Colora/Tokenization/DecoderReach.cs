namespace Colora.Tokenization;

/// <summary>How much of a text a decoder must see to decode one token.</summary>
internal enum DecoderReach
{
    /// <summary>Tokens are byte strings, joined.</summary>
    Bytes,

    /// <summary>Each token by itself, given whether it is the first or the last.</summary>
    Token,

    /// <summary>Everything.</summary>
    Whole,
}
