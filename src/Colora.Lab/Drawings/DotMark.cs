namespace Colora.Lab.Drawings;

/// <summary>A point.</summary>
/// <param name="X">Its middle.</param>
/// <param name="Y">Its middle.</param>
/// <param name="Radius">Pixels.</param>
/// <param name="Shape">What it looks like.</param>
/// <param name="Ink">Its colour.</param>
internal sealed record DotMark(double X, double Y, double Radius, DotShape Shape, Ink Ink) : Mark;
