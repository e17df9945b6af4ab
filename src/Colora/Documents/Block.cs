namespace Colora.Documents;

/// <summary>A part of a document.</summary>
internal abstract record Block;
