namespace Colora.Documents;

/// <summary>A paragraph.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsLead">Whether it is the answer that the document begins with.</param>
internal sealed record ParagraphBlock(Prose Text, bool IsLead = false) : Block;
