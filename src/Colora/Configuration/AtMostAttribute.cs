using System.Globalization;
using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>The value is the bound or less.</summary>
/// <param name="bound">The bound, in the unit of the setting.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtMostAttribute(double bound) : LimitAttribute
{
    /// <summary>The bound, in the unit of the setting.</summary>
    public double Bound { get; } = bound;

    internal override string Expected => string.Create(CultureInfo.InvariantCulture, $"at most {Bound:R}");

    internal override bool Allows(double value) => value <= Bound;

    internal override void AddTo(JsonObject schema) => schema["maximum"] = Bound;
}
