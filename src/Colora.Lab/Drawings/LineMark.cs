namespace Colora.Lab.Drawings;

/// <summary>A line through points.</summary>
/// <param name="Points">Two or more.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="Width">Pixels.</param>
/// <param name="IsDashed">Dashed, or whole.</param>
internal sealed record LineMark(IReadOnlyList<(double X, double Y)> Points, Ink Ink, double Width, bool IsDashed) : Mark;
