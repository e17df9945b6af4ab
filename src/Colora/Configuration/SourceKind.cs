namespace Colora.Configuration;

/// <summary>What stands at a place of the input.</summary>
internal enum SourceKind
{
    /// <summary>A single value.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys with values.</summary>
    Mapping,

    /// <summary>A reference to another place (<c>*name</c>): not taken.</summary>
    Alias,

    /// <summary>A value with a type of its own (<c>!!int</c>): not taken.</summary>
    Tagged,
}
