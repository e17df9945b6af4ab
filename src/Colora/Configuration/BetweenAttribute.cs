using System.Globalization;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>The value lies between two bounds, both allowed.</summary>
/// <param name="low">The lowest value allowed.</param>
/// <param name="high">The highest value allowed.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute(double low, double high) : LimitAttribute
{
    /// <summary>The lowest value allowed.</summary>
    public double Low { get; } = low;

    /// <summary>The highest value allowed.</summary>
    public double High { get; } = high;

    internal override string Expected => string.Create(CultureInfo.InvariantCulture, $"from {Low:R} to {High:R}");

    internal override bool Allows(double value) => value >= Low && value <= High;

    internal override void AddTo(JsonObject schema)
    {
        schema["minimum"] = Low;
        schema["maximum"] = High;
    }
}
