namespace Colora.Synthetic.Records;

/// <summary>The fields of a <see cref="Record"/>.</summary>
public enum Field
{
    /// <summary>First and last name.</summary>
    Person,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A number of units.</summary>
    Quantity,

    /// <summary>Two letters and some digits.</summary>
    Code,

    /// <summary>A word for what it is about.</summary>
    Topic,
}
