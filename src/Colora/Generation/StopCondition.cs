using Colora.Tokenization;

namespace Colora.Generation;

/// <summary>
/// Follows one row's text and tells when it ends: at an end-of-sequence token or before a stop text. Text that might be
/// the beginning of a stop text is held back.
/// </summary>
internal sealed class StopCondition
{
    private readonly StreamingDecoder decoder;
    private readonly IReadOnlyCollection<int> ends;
    private readonly IReadOnlyList<string> stops;
    private string held = "";

    /// <summary>A condition for one row.</summary>
    public StopCondition(ITokenizer tokenizer, IReadOnlyCollection<int> ends, IReadOnlyList<string> stops)
    {
        decoder = tokenizer.NewStream();
        this.ends = ends;
        this.stops = stops;
    }

    /// <summary>Whether the row has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes a token; returns the text that is certain to belong to the answer.</summary>
    public string Push(int token)
    {
        if (Ended) return "";
        if (ends.Contains(token)) return Finish();
        return Release(decoder.Push(token), final: false);
    }

    /// <summary>Ends the row; returns what was held back.</summary>
    public string Finish()
    {
        if (Ended) return "";
        var rest = Release(decoder.Finish(), final: true);
        Ended = true;
        return rest;
    }

    private string Release(string text, bool final)
    {
        held += text;
        var stop = stops
            .Where(s => s.Length > 0)
            .Select(s => held.IndexOf(s, StringComparison.Ordinal))
            .Where(at => at >= 0)
            .DefaultIfEmpty(-1)
            .Min();
        if (stop >= 0)
        {
            Ended = true;
            return held[..stop];
        }

        var keep = final ? 0 : stops.Select(Overlap).DefaultIfEmpty(0).Max();
        var free = held[..^keep];
        held = held[^keep..];
        return free;
    }

    /// <summary>Length of the longest end of the held text that begins the stop text.</summary>
    private int Overlap(string stop)
    {
        for (var length = Math.Min(stop.Length - 1, held.Length); length > 0; length--)
            if (held.EndsWith(stop[..length], StringComparison.Ordinal)) return length;
        return 0;
    }
}
