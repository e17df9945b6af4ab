namespace Colora.Lab.Experiments;

/// <summary>A panel that shows the share of successes over rows per user and users.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Rows">n, columns of the map.</param>
/// <param name="Users">k, lines of the map.</param>
/// <param name="Share">Share of successes, [k][n]; NaN where nothing was run.</param>
/// <param name="Bound">The counting bound on n for each k.</param>
public sealed record PhaseMap(
    string Title,
    IReadOnlyList<int> Rows,
    IReadOnlyList<int> Users,
    IReadOnlyList<IReadOnlyList<double>> Share,
    IReadOnlyList<double> Bound);
