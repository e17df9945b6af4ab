using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>A row of a <see cref="RowChart"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; NaN where there is none.</param>
/// <param name="Lower">Lower end of its interval, −∞ where it is unbounded; null without one.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Text">The value in words.</param>
/// <param name="Ink">Its colour.</param>
public sealed record RowEntry(string Name, double Value, double? Lower, double? Upper, string Text, Ink Ink);
