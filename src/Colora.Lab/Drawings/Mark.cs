namespace Colora.Lab.Drawings;

/// <summary>A part of a drawing. Places are in pixels from the upper left.</summary>
public abstract record Mark;
