using Colora.Formats;

namespace Colora.Configuration;

/// <summary>One thing wrong in a configuration, told in one line.</summary>
/// <param name="Where"><c>file:line</c>, <c>--set</c>, the name of a flag, or <c>defaults</c>.</param>
/// <param name="Key">Dotted key, as <c>training.batch_size</c>; empty where the whole file is meant.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What would have been right; may be empty.</param>
/// <param name="Remedy">How to mend it; may be empty.</param>
public sealed record ConfigProblem(string Where, string Key, string Found, string Expected, string Remedy)
{
    /// <summary>
    /// A problem found by a section's own <see cref="IChecked.Check"/>: the key is relative to the section, the place
    /// is not known yet.
    /// </summary>
    public ConfigProblem(string key, string found, string expected, string remedy)
        : this("", key, found, expected, remedy)
    {
    }

    /// <summary>
    /// <c>where: key: found; expected …; remedy</c>, without the parts that are empty, always one line.
    /// </summary>
    public override string ToString()
    {
        var parts = OneLine.Fit([Where, Key, Found, Expected, Remedy], overhead: 20);
        var line = string.Join(": ", parts[..3].Where(part => part.Length > 0));
        if (Expected.Length > 0) line += $"; expected {parts[3]}";
        if (Remedy.Length > 0) line += $"; {parts[4]}";
        return line;
    }
}
