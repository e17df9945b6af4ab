namespace Colora.Lab.Drawings;

/// <summary>A filled rectangle.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Ink">Its colour.</param>
internal sealed record BoxMark(double X, double Y, double Width, double Height, Ink Ink) : Mark;
