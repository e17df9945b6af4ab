using System.Text;
using SkiaSharp;

namespace Colora.Lab.Drawings;

/// <summary>
/// The font that lies inside this assembly, regular and bold (<c>Fonts/README.md</c>): figures have text on a machine
/// without a single font, and look the same everywhere.
/// </summary>
public static class EmbeddedFont
{
    /// <summary>Its family.</summary>
    public const string Family = "Inter";

    private static readonly Lazy<SKTypeface> Regular = new(() => Load("Inter-Regular.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("Inter-Bold.ttf"));

    /// <summary>The typeface.</summary>
    /// <param name="isBold">Bold, or regular.</param>
    public static SKTypeface Typeface(bool isBold) => isBold ? Bold.Value : Regular.Value;

    /// <summary>Whether a typeface is this font.</summary>
    internal static bool Is(SKTypeface typeface)
    {
        // What was never loaded is no typeface that anybody has: asking must not load it.
        if (Regular.IsValueCreated && typeface == Regular.Value) return true;
        return Bold.IsValueCreated && typeface == Bold.Value;
    }

    /// <summary>The same as a file that browsers read.</summary>
    /// <param name="isBold">Bold, or regular.</param>
    public static byte[] Woff2(bool isBold)
    {
        using var stream = Open(isBold ? "Inter-Bold.woff2" : "Inter-Regular.woff2");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>
    /// The letters of a text that neither it nor a font of this machine has, each once: they are drawn as boxes.
    /// </summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Lacks(string text) =>
        [.. text.EnumerateRunes().Where(IsLacking).Select(rune => rune.ToString()).Distinct()];

    private static bool IsLacking(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune) || Regular.Value.GetGlyph(rune.Value) != 0) return false;
        return MachineFonts.With(rune) is null;
    }

    private static SKTypeface Load(string name)
    {
        using var stream = Open(name);
        return SKTypeface.FromStream(stream)
            ?? throw new InvalidOperationException($"the embedded font {name} cannot be read");
    }

    private static Stream Open(string name) =>
        typeof(EmbeddedFont).Assembly.GetManifestResourceStream($"Colora.Lab.Fonts.{name}")
        ?? throw new InvalidOperationException($"the font {name} is not embedded");
}
