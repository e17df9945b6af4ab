namespace Colora.Synthetic.Records;

/// <summary>How a month is written.</summary>
internal enum MonthForm
{
    /// <summary>03.</summary>
    Padded,

    /// <summary>3.</summary>
    Number,

    /// <summary>Mar.</summary>
    Short,

    /// <summary>MAR.</summary>
    ShortUpper,

    /// <summary>mar.</summary>
    ShortLower,

    /// <summary>March.</summary>
    Long,
}
