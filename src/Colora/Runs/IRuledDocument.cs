namespace Colora.Runs;

/// <summary>
/// A document of a run that knows more of itself than the types of its members say; <see cref="DocumentCheck"/> asks
/// for it.
/// </summary>
internal interface IRuledDocument
{
    /// <summary>
    /// The broken rules of this record, not of those within it: member, what was found, what is right.
    /// </summary>
    IEnumerable<(string Member, string Found, string Expected)> Faults();
}
