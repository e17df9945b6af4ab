using System.Globalization;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>A finite double.</summary>
internal sealed class NumberType : ScalarType
{
    public override string One => "a number";

    public override string Many => "numbers";

    public override string Label => "number";

    public override string JsonType => "number";

    public override object? Read(string text) => DecimalText.ReadDouble(text);

    public override string RemedyFor(string text)
    {
        if (text.Contains('_')) return "write the digits without _";
        return text.Contains("inf", StringComparison.OrdinalIgnoreCase)
            || text.Contains("nan", StringComparison.OrdinalIgnoreCase)
            ? "write a finite number"
            : "";
    }

    // Shortest text that reads back as the same double, with a point, so that YAML 1.1 readers take 1.0E-05 for a
    // number too.
    public override string Write(object value)
    {
        var text = Finite(value).ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('.')) return text;
        var exponent = text.IndexOf('E');
        return exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
    }

    public override JsonNode ToJson(object value) => JsonValue.Create(Finite(value));

    private static double Finite(object value) =>
        double.IsFinite((double)value)
            ? (double)value
            : throw new ArgumentException($"{value} has no place in a configuration file", nameof(value));
}
