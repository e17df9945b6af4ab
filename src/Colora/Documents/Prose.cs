using System.Globalization;
using System.Runtime.CompilerServices;
using Colora.Formats;

namespace Colora.Documents;

/// <summary>
/// A paragraph's text, written as an interpolated string: in what stands literally, <c>`…`</c> is code and <c>**…**</c>
/// heavy; what is filled in is text and nothing else, whatever it holds.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Prose
{
    private readonly List<ProseSpan> spans = [];

    private SpanKind kind;

    /// <summary>An empty one that the compiler fills.</summary>
    public Prose(int literalLength, int formattedCount)
    {
    }

    /// <summary>Its pieces.</summary>
    public IReadOnlyList<ProseSpan> Spans => spans;

    /// <summary>The paragraph of an interpolated string.</summary>
    public static Prose Of(Prose prose) => prose;

    /// <summary>Several after each other.</summary>
    public static Prose Join(params IEnumerable<Prose> parts)
    {
        var all = new Prose(0, 0);
        foreach (var part in parts.Where(part => part.spans.Count > 0))
        {
            if (all.spans.Count > 0) all.spans.Add(new ProseSpan(" ", SpanKind.Plain));
            all.spans.AddRange(part.spans);
        }

        return all;
    }

    /// <summary>Adds what stands literally.</summary>
    public void AppendLiteral(string value)
    {
        for (var rest = value; rest.Length > 0;)
        {
            var mark = rest.AsSpan().IndexOfAny('`', '*');
            if (mark < 0 || rest[mark] == '*' && !rest[mark..].StartsWith("**", StringComparison.Ordinal))
            {
                spans.Add(new ProseSpan(rest, kind));
                return;
            }

            if (mark > 0) spans.Add(new ProseSpan(rest[..mark], kind));
            var turned = rest[mark] == '`' ? SpanKind.Code : SpanKind.Strong;
            kind = kind == turned ? SpanKind.Plain : turned;
            rest = rest[(mark + (turned == SpanKind.Code ? 1 : 2))..];
        }
    }

    /// <summary>Adds what is filled in.</summary>
    public void AppendFormatted(string? value) => spans.Add(new ProseSpan(value ?? "", kind));

    /// <summary>Adds another piece of prose.</summary>
    public void AppendFormatted(Prose value) => spans.AddRange(value.spans);

    /// <summary>Adds a number.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => spans.Add(new ProseSpan(value.ToString(format, CultureInfo.InvariantCulture), kind));

    /// <summary>The text without its setting.</summary>
    public override string ToString() => string.Concat(spans.Select(span => OneLine.Spelled(span.Text)));
}
