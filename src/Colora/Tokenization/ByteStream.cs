using System.Text;

namespace Colora.Tokenization;

/// <summary>
/// Streaming for ByteLevel decoders: tokens are byte strings, so a stateful UTF-8 decoder is all that is needed.
/// </summary>
internal sealed class ByteStream(Func<int, byte[]?> bytesOf) : StreamingDecoder
{
    // .NET replaces each maximal broken part by one U+FFFD, as the engine's from_utf8_lossy does.
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: false).GetDecoder();

    public override string Push(int id) => bytesOf(id) is { } bytes ? Text(bytes, flush: false) : "";

    public override string Finish() => Text([], flush: true);

    private string Text(byte[] bytes, bool flush)
    {
        var chars = new char[_decoder.GetCharCount(bytes, flush)];
        var count = _decoder.GetChars(bytes, chars, flush);
        return new string(chars, 0, count);
    }
}
