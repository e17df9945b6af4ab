using ScottPlot;

namespace Colora.Lab.Figures;

/// <summary>The font of all figures: the first of a few sans-serif ones that this machine has.</summary>
internal static class FigureFont
{
    private static readonly string[] Preferred = ["DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial"];

    public static void Use()
    {
        var installed = SkiaSharp.SKFontManager.Default.FontFamilies.ToHashSet();
        if (Preferred.FirstOrDefault(installed.Contains) is { } font) Fonts.Default = font;
    }
}
