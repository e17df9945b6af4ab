namespace Colora.Lab.Drawings;

/// <summary>A line of text.</summary>
/// <param name="X">Where its anchor stands.</param>
/// <param name="Y">Its base line.</param>
/// <param name="Text">The text as shown.</param>
/// <param name="Size">Height of the letters, pixels.</param>
/// <param name="Anchor">What stands at the place.</param>
/// <param name="Ink">Its colour.</param>
/// <param name="IsBold">Bold, or regular.</param>
/// <param name="Turn">Degrees, clockwise, about its place.</param>
/// <param name="Whole">The whole text where it was cut, for the reader who points at it; or null.</param>
public sealed record TextMark(
    double X,
    double Y,
    string Text,
    double Size,
    Anchor Anchor,
    Ink Ink,
    bool IsBold,
    double Turn,
    string? Whole)
    : Mark;
