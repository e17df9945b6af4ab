namespace Colora.Documents;

/// <summary>A list.</summary>
/// <param name="Items">Its points.</param>
internal sealed record ListBlock(IReadOnlyList<Prose> Items) : Block;
