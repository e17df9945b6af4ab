using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace Colora.Lab.Drawings;

/// <summary>
/// The fonts that this machine happens to have, for letters that the embedded one lacks: names in Chinese, Hebrew,
/// Thai.
/// </summary>
internal static class MachineFonts
{
    private static readonly Lazy<IReadOnlyList<SKTypeface>> All = new(Load);

    private static readonly ConcurrentDictionary<int, SKTypeface?> Known = new();

    /// <summary>A typeface with the letter; null where no font has it.</summary>
    public static SKTypeface? With(Rune letter) =>
        Known.GetOrAdd(letter.Value, code => All.Value.FirstOrDefault(face => face.GetGlyph(code) != 0));

    // Sans first, as the embedded font is one; then by name, so that the same fonts give the same picture.
    private static IReadOnlyList<SKTypeface> Load()
    {
        var families = SKFontManager.Default.FontFamilies.Distinct()
            .OrderBy(family => family.Contains("Sans", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(family => family, StringComparer.Ordinal);
        return [.. families.Select(SKFontManager.Default.MatchFamily).OfType<SKTypeface>()];
    }
}
