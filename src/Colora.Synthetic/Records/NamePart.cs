namespace Colora.Synthetic.Records;

/// <summary>How much of a name is written.</summary>
internal enum NamePart
{
    /// <summary>All of it.</summary>
    Full,

    /// <summary>Its first letter.</summary>
    Initial,

    /// <summary>Its first letter and a full stop.</summary>
    InitialDot,

    /// <summary>Its first three letters.</summary>
    Short,
}
