namespace Colora.Tokenization;

/// <summary>
/// Streaming for decoders that treat each token by itself, but the first and the last one differently (blank before a
/// word, Strip, Metaspace): decode(context + pending) minus decode(context) is what pending adds in the middle of a
/// text.
/// </summary>
/// <remarks>
/// Byte tokens (<c>&lt;0xNN&gt;</c>) are held until another token follows: the engine turns a whole run of them into
/// U+FFFD when any byte of it is broken. Two decodings of a few tokens for each id, whatever the length of the stream.
/// </remarks>
internal sealed class WindowStream(
    Func<List<int>, string> decode, Func<int, bool> isDecoded, Func<int, bool> isByte) : StreamingDecoder
{
    private readonly List<int> _pending = [];
    private List<int> _context = [];
    private string _contextText = "";

    public override string Push(int id)
    {
        if (!isDecoded(id)) return "";
        _pending.Add(id);
        return isByte(id) ? "" : Release();
    }

    public override string Finish() => _pending.Count == 0 ? "" : Release();

    private string Release()
    {
        var text = decode([.. _context, .. _pending]);
        var added = text[_contextText.Length..];
        MoveContext(text);
        _pending.Clear();
        return added;
    }

    // A context that decodes to nothing has not used up what is stripped from the start of a text: it must be kept
    // whole.
    private void MoveContext(string text)
    {
        var alone = decode(_pending);
        if (alone.Length > 0) (_context, _contextText) = ([.. _pending], alone);
        else (_context, _contextText) = ([.. _context, .. _pending], text);
    }
}
