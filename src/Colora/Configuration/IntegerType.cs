using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>A whole number of 32 or 64 bits; 16.0 and 1.6e1 are whole too.</summary>
internal sealed class IntegerType(Type type) : ScalarType
{
    private readonly bool isInt = type == typeof(int);

    public override string One => "an integer";

    public override string Many => "integers";

    public override string Label => "integer";

    public override string JsonType => "integer";

    public override object? Read(string text)
    {
        if (DecimalText.ReadInteger(text) is not { } value) return null;
        if (!isInt) return value;
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : null;
    }

    public override string RemedyFor(string text)
    {
        if (text.Contains('_')) return "write the digits without _";
        if (DecimalText.ReadDouble(text) is not { } value) return "";
        return Math.Abs(value) >= int.MaxValue
            ? $"the largest here is {(isInt ? int.MaxValue : long.MaxValue)}"
            : "write a whole number";
    }

    public override string Write(object value) => value.ToString()!;

    public override JsonNode ToJson(object value) =>
        isInt ? JsonValue.Create((int)value) : JsonValue.Create((long)value);
}
