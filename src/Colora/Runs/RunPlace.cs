namespace Colora.Runs;

/// <summary>
/// Where something that a run needs lay: seen from anywhere, and from the run's folder, with which it may be moved.
/// </summary>
/// <param name="Absolute">Full path.</param>
/// <param name="Relative">Path from the run's folder.</param>
public sealed record RunPlace(string Absolute, string Relative)
{
    /// <summary>The place of a path; null where there is none, or where it is a name (embedded, or of a hub).</summary>
    public static RunPlace? Of(string run, string? path) =>
        path is not null
            && Path.IsPathFullyQualified(path) ? new RunPlace(path, Path.GetRelativePath(run, path)) : null;

    /// <summary>
    /// The places where it may lie now, of those where something lies: beside the run as it was, then where it was.
    /// </summary>
    /// <param name="run">The run's folder.</param>
    public IReadOnlyList<string> Now(string run) =>
        [.. new[] { Path.GetFullPath(Path.Combine(run, Relative)), Absolute }
            .Distinct()
            .Where(path => File.Exists(path) || Directory.Exists(path))];
}
