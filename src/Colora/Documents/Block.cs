namespace Colora.Documents;

/// <summary>A part of a document.</summary>
public abstract record Block;
