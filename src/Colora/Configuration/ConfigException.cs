namespace Colora.Configuration;

/// <summary>
/// A configuration that cannot be used, with everything that is wrong in it; the message has one line a problem, and a
/// count of those beyond the first twenty.
/// </summary>
/// <param name="problems">All problems, in the order of file, flags, overrides, rules.</param>
public sealed class ConfigException(
    IReadOnlyList<ConfigProblem> problems) : Exception(string.Join('\n', LinesOf(problems)))
{
    /// <summary>Problems that are told one by one.</summary>
    public const int MostTold = 20;

    /// <summary>All problems, in the order of file, flags, overrides, rules.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } = problems;

    /// <summary>A line each for the first problems, and one that counts the others.</summary>
    public IReadOnlyList<string> Lines => LinesOf(Problems);

    private static List<string> LinesOf(IReadOnlyList<ConfigProblem> problems)
    {
        var lines = problems.Take(MostTold).Select(problem => problem.ToString()).ToList();
        if (problems.Count > MostTold) lines.Add($"and {problems.Count - MostTold} more errors");
        return lines;
    }
}
