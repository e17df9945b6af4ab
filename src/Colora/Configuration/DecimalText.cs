using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Colora.Configuration;

/// <summary>
/// Numbers as YAML 1.2's core schema writes them in decimal: <c>[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE]
/// [-+]? [0-9]+ )?</c>.
/// </summary>
internal static partial class DecimalText
{
    // More digits than any long has: beyond, the power of ten need not be computed.
    private const int LargestExponent = 400;

    /// <summary>The nearest double; null when the text is no number or is too large for a double.</summary>
    public static double? ReadDouble(string text) =>
        Pattern().IsMatch(text)
            && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value
            && double.IsFinite(value)
            ? value
            : null;

    /// <summary>
    /// The value when the number is whole (16, 16.0, 1.6e1), by exact arithmetic; null otherwise, or when it is no
    /// long.
    /// </summary>
    public static long? ReadInteger(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success) return null;

        // value = digits · 10^exponent with no trailing zero in digits: whole exactly when exponent >= 0.
        var fraction = match.Groups["fraction"].Value;
        var all = match.Groups["whole"].Value + fraction;
        var digits = all.TrimEnd('0');
        if (digits.Length == 0) return 0;
        var exponent = BigInteger.Parse("0" + match.Groups["power"].Value, CultureInfo.InvariantCulture);
        if (match.Groups["powerSign"].Value == "-") exponent = -exponent;
        exponent += all.Length - digits.Length - fraction.Length;
        if (exponent < 0 || exponent > LargestExponent || digits.Length > LargestExponent) return null;
        var value = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)exponent);
        if (match.Groups["sign"].Value == "-") value = -value;
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : null;
    }

    [GeneratedRegex(
        @"^(?<sign>[-+]?)"
        + @"(?:\.(?<fraction>[0-9]+)|(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?)"
        + @"(?:[eE](?<powerSign>[-+]?)(?<power>[0-9]+))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
