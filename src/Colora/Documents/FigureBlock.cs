namespace Colora.Documents;

/// <summary>A place for a picture; a writer that has none leaves it out.</summary>
/// <param name="Name">Of the picture.</param>
internal sealed record FigureBlock(string Name) : Block;
