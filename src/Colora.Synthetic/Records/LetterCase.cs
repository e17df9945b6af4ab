namespace Colora.Synthetic.Records;

/// <summary>How letters are written.</summary>
public enum LetterCase
{
    /// <summary>First letter a capital.</summary>
    Title,

    /// <summary>All capitals.</summary>
    Upper,

    /// <summary>All small.</summary>
    Lower,
}
