namespace Colora.Data;

/// <summary>Where a labelled row of a user went.</summary>
internal enum RowPart : byte
{
    /// <summary>Nowhere: more rows than were asked for.</summary>
    Rest,

    /// <summary>Trained on.</summary>
    Train,

    /// <summary>Chosen by.</summary>
    Validation,

    /// <summary>Judged by.</summary>
    Test,

    /// <summary>Nowhere: the copy of an earlier row of the same user.</summary>
    Copy,
}
