using System.Globalization;

namespace Colora.Lab.Drawings;

/// <summary>
/// The colours of all drawings. Gains are blue and losses red: these two are told apart by colour-blind readers too.
/// </summary>
public static class Palette
{
    /// <summary>Words.</summary>
    public static readonly Ink Text = new("text", 0x1f2328, 0xe6e8eb);

    /// <summary>Words of less weight.</summary>
    public static readonly Ink Muted = new("muted", 0x59636e, 0xa0aab4);

    /// <summary>Lines of the grid.</summary>
    public static readonly Ink Grid = new("grid", 0xe1e4e8, 0x343b44);

    /// <summary>Axes and the line of no gain.</summary>
    public static readonly Ink Axis = new("axis", 0x6e7781, 0x8b949e);

    /// <summary>The paper.</summary>
    public static readonly Ink Paper = new("paper", 0xffffff, 0x14171b);

    /// <summary>Gains.</summary>
    public static readonly Ink Gain = new("gain", 0x1464b4, 0x6cb6ff);

    /// <summary>Losses.</summary>
    public static readonly Ink Loss = new("loss", 0xc0232c, 0xff8a80);

    /// <summary>Neither.</summary>
    public static readonly Ink Unclear = new("unclear", 0x6e7781, 0x9aa4af);

    /// <summary>A cell without a value.</summary>
    public static readonly Ink Missing = new("missing", 0xd0d5da, 0x454d57);

    private static readonly Ink[] Several =
    [
        new("s0", 0x0072b2, 0x58b0e6),
        new("s1", 0xd55e00, 0xff9a4d),
        new("s2", 0x00845f, 0x2ec4a0),
        new("s3", 0x7a3fc4, 0xb999f2),
        new("s4", 0x8a6100, 0xe3b341),
        new("s5", 0xb8327f, 0xf778ba),
        new("s6", 0x14727a, 0x39c5cf),
        new("s7", 0x4b535c, 0xa8b1bb),
    ];

    private static readonly Ink[] Named = [Text, Muted, Grid, Axis, Paper, Gain, Loss, Unclear, Missing, .. Several];

    /// <summary>The colour of the i-th of several.</summary>
    public static Ink Series(int i) => Several[i % Several.Length];

    /// <summary>The shape of the i-th of several: with its colour it is one of 32.</summary>
    public static DotShape Shape(int i) => (DotShape)((i + i / Several.Length) % 4);

    /// <summary>Red, white, blue for −1 … 1; the same on any paper, since words in a cell are set on it.</summary>
    public static Ink Diverging(double value) =>
        Between(value < 0 ? 0xb2182bu : 0x2166acu, Math.Abs(value));

    /// <summary>White to blue for 0 … 1.</summary>
    public static Ink Rising(double value) => Between(0x2166ac, value);

    /// <summary>Black or white, whichever is read better on a colour.</summary>
    public static Ink On(Ink ground)
    {
        var words = Luminance(ground.Light) > 0.4 ? 0x1f2328u : 0xffffffu;
        return new Ink("", words, words);
    }

    /// <summary>The variables as a style sheet: light, dark where the reader's machine is, light on paper.</summary>
    public static string StyleSheet()
    {
        var (light, dark) = (Variables(ink => ink.Light), Variables(ink => ink.Dark));
        return $":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n";
    }

    private static string Variables(Func<Ink, uint> value) => string.Concat(Named.Select(ink =>
        string.Create(CultureInfo.InvariantCulture, $"--{ink.Name}:#{value(ink):x6};")));

    private static Ink Between(uint full, double share)
    {
        const uint Faint = 0xf4f6f8;
        var part = double.IsFinite(share) ? Math.Clamp(share, 0, 1) : 0;
        var value = (Mixed(16) << 16) | (Mixed(8) << 8) | Mixed(0);
        return new Ink("", value, value);

        uint Mixed(int shift)
        {
            var (faint, strong) = (Channel(Faint, shift), Channel(full, shift));
            return (uint)Math.Round(faint + part * (strong - (double)faint));
        }
    }

    private static double Luminance(uint color) =>
        (0.299 * Channel(color, 16) + 0.587 * Channel(color, 8) + 0.114 * Channel(color, 0)) / 255;

    private static uint Channel(uint color, int shift) => (color >> shift) & 255;
}
