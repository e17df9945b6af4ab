using Colora.Lab.Drawings;
using ScottPlot;
using SkiaSharp;

namespace Colora.Lab.Figures;

/// <summary>Gives ScottPlot the embedded font, and no font of the machine.</summary>
internal sealed class PlotFonts : IFontResolver
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        Fonts.Default = EmbeddedFont.Family;
        return true;
    });

    public static void Use() => _ = Installed.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == EmbeddedFont.Family ? EmbeddedFont.Typeface(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == EmbeddedFont.Family ? EmbeddedFont.Typeface(bold) : null;
}
