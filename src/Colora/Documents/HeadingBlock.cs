namespace Colora.Documents;

/// <summary>A heading below the title.</summary>
/// <param name="Level">2 or 3.</param>
/// <param name="Text">The heading.</param>
internal sealed record HeadingBlock(int Level, string Text) : Block;
