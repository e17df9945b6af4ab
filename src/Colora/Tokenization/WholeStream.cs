namespace Colora.Tokenization;

/// <summary>
/// Streaming for decoders in which a later token may change any earlier text (CTC): all is held until the end.
/// </summary>
internal sealed class WholeStream(Func<List<int>, string> decode) : StreamingDecoder
{
    private readonly List<int> _ids = [];

    public override string Push(int id)
    {
        _ids.Add(id);
        return "";
    }

    public override string Finish() => decode(_ids);
}
