namespace Colora.Lab.Figures;

/// <summary>A curve or a cloud of a <see cref="CurveChart"/>.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">In order of X where they are joined.</param>
/// <param name="IsJoined">Joined by lines, or a cloud.</param>
/// <param name="IsDashed">Dashed, or whole.</param>
/// <param name="HasDots">Whether its points are shown: what was measured.</param>
public sealed record CurveSeries(
    string Name,
    IReadOnlyList<CurvePoint> Points,
    bool IsJoined = true,
    bool IsDashed = false,
    bool HasDots = true);
