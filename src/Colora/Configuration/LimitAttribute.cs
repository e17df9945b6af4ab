using System.Text.Json.Nodes;

namespace Colora.Configuration;

/// <summary>A limit on a number; on a list it holds for each element, and null passes.</summary>
internal abstract class LimitAttribute : Attribute
{
    private protected LimitAttribute()
    {
    }

    /// <summary>As in "an integer, <c>at least 1</c>".</summary>
    internal abstract string Expected { get; }

    internal abstract bool Allows(double value);

    /// <summary>Adds the limit's JSON Schema keywords.</summary>
    internal abstract void AddTo(JsonObject schema);
}
