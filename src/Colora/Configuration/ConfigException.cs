namespace Colora.Configuration;

/// <summary>A configuration that cannot be used, with everything that is wrong in it; the message has one line a problem.</summary>
/// <param name="problems">All problems, in the order of file, flags, overrides, rules.</param>
public sealed class ConfigException(IReadOnlyList<ConfigProblem> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>All problems, in the order of file, flags, overrides, rules.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } = problems;
}
