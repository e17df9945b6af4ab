namespace Colora.Templates.Jinja.Values;

/// <summary>A text that is not to be escaped (again): what <c>escape</c> and <c>safe</c> give.</summary>
/// <param name="Text">The text.</param>
internal sealed record MarkedText(string Text)
{
    public static string Escape(Meter meter, string text)
    {
        var result = new TextBuilder(meter);
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\'' => "&#39;",
                '"' => "&#34;",
                _ => [c],
            });
        }

        return result.ToString();
    }
}
