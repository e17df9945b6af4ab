namespace Colora.Training;

/// <summary>How far cores move apart from one another.</summary>
public enum CoreFreedom
{
    /// <summary>As far as halves of the users' rows agree on it: tied at first, then looked at once.</summary>
    Measured,

    /// <summary>With the whole rate from the first step.</summary>
    Whole,

    /// <summary>Not at all: one adapter for all users.</summary>
    None,
}
