using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>A text that grows, every character of it on the meter.</summary>
internal sealed class TextBuilder(Meter meter)
{
    private readonly StringBuilder text = new();

    public Meter Meter => meter;

    public TextBuilder Append(ReadOnlySpan<char> part)
    {
        Grow(part.Length);
        text.Append(part);
        return this;
    }

    public TextBuilder Append(char c, long count = 1)
    {
        Grow(count);
        text.Append(c, (int)count);
        return this;
    }

    public override string ToString() => text.ToString();

    private void Grow(long by)
    {
        if (by > Meter.LongestText || text.Length + by > Meter.LongestText) meter.Text(text.Length + by);
        meter.Text(by);
    }
}
