namespace Colora.Documents;

/// <summary>A document before it is written as Markdown or HTML.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Blocks">Its parts.</param>
internal sealed record ReportDocument(string Title, IReadOnlyList<Block> Blocks);
