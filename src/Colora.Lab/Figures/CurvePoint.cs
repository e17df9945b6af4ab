namespace Colora.Lab.Figures;

/// <summary>A point of a <see cref="CurveChart"/>.</summary>
/// <param name="X">Abscissa.</param>
/// <param name="Y">Ordinate; a point whose ordinate is not finite is left out.</param>
/// <param name="Lower">Lower end of its interval; null without one.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct CurvePoint(double X, double Y, double? Lower = null, double? Upper = null);
