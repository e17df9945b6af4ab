using System.Collections;
using System.Reflection;

namespace Colora.Configuration;

/// <summary>One property of a configuration record: a single value, a list of them, or a section of its own.</summary>
/// <param name="Property">The property.</param>
/// <param name="Name">Its name in YAML.</param>
/// <param name="Value">Its value in the record that was described: the default, when that was a new one.</param>
internal sealed record ConfigEntry(PropertyInfo Property, string Name, object? Value)
{
    /// <summary>What it does; empty when the record does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>Unit of the value; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Limits on the value, or on each element.</summary>
    public IReadOnlyList<LimitAttribute> Limits { get; init; } = [];

    /// <summary>Whether an empty text or list is refused.</summary>
    public bool IsNotEmpty { get; init; }

    /// <summary>Whether null is a value.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Whether the value is a list of <see cref="Scalar"/>.</summary>
    public bool IsList { get; init; }

    /// <summary>The kind of value or element; null for a section.</summary>
    public ScalarType? Scalar { get; init; }

    /// <summary>The settings of the section; null for a value.</summary>
    public ConfigSection? Section { get; init; }

    /// <summary>As in "expected <c>an integer, at least 1, or null</c>".</summary>
    public string Expected
    {
        get
        {
            if (Section is not null) return $"a section with the keys {Section.KnownKeys}";
            var expected = WithLimits(IsList ? $"a list of {Scalar!.Many}" : Scalar!.One);
            if (IsNotEmpty) expected += ", not empty";
            return IsNullable ? expected + ", or null" : expected;
        }
    }

    /// <summary>The same of one element of a list.</summary>
    public string ExpectedElement => WithLimits(Scalar!.One);

    /// <summary>As in "<c>above 0, at most 1</c>".</summary>
    public string LimitText => string.Join(", ", Limits.Select(limit => limit.Expected));

    /// <summary>Whether a single value or element, not null, is within the limits.</summary>
    public bool IsWithinLimits(object value) =>
        Limits.Count == 0 || Limits.All(limit => limit.Allows(Convert.ToDouble(value)));

    /// <summary>Whether the value is empty and must not be.</summary>
    public bool IsTooEmpty(object? value) =>
        IsNotEmpty && value is string text
            ? string.IsNullOrWhiteSpace(text)
            : IsNotEmpty && value is IEnumerable items && !items.Cast<object>().Any();

    /// <summary>Whether a value, as the default, would be accepted from a file.</summary>
    public bool IsSound(object? value)
    {
        if (value is null) return IsNullable;
        if (IsTooEmpty(value)) return false;
        return IsList ? ((IEnumerable)value).Cast<object>().All(IsWithinLimits) : IsWithinLimits(value);
    }

    /// <summary>The value as YAML writes it, in one line.</summary>
    public string Write(object? value)
    {
        if (value is null) return "null";
        return IsList
            ? "[" + string.Join(", ", ((IEnumerable)value).Cast<object>().Select(Scalar!.Write)) + "]"
            : Scalar!.Write(value);
    }

    private string WithLimits(string expected) => Limits.Count > 0 ? $"{expected}, {LimitText}" : expected;
}
