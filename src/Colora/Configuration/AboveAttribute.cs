using System.Globalization;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>The value is greater than the bound.</summary>
/// <param name="bound">The bound, in the unit of the setting.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AboveAttribute(double bound) : LimitAttribute
{
    /// <summary>The bound, in the unit of the setting.</summary>
    public double Bound { get; } = bound;

    internal override string Expected => string.Create(CultureInfo.InvariantCulture, $"above {Bound:R}");

    internal override bool Allows(double value) => value > Bound;

    internal override void AddTo(JsonObject schema) => schema["exclusiveMinimum"] = Bound;
}
