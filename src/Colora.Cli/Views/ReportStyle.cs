using Colora.Lab.Drawings;

namespace Colora.Cli.Views;

/// <summary>Colours and font of a report's page.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet; the font lies inside it, so that the page needs nothing else.</summary>
    public static string Sheet { get; } = Face(false) + Face(true) + Palette.StyleSheet();

    private static string Face(bool isBold)
    {
        var weight = isBold ? 700 : 400;
        var font = Convert.ToBase64String(EmbeddedFont.Woff2(isBold));
        return $"@font-face{{font-family:{EmbeddedFont.Family};font-weight:{weight};"
            + $"src:url(data:font/woff2;base64,{font}) format(\"woff2\")}}\n";
    }
}
