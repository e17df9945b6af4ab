using Colora.Documents;

namespace Colora.Studies.Comparison;

/// <summary>A comparison's report as Markdown.</summary>
public static class CompareText
{
    /// <summary>The whole text.</summary>
    public static string Of(CompareReport report) => MarkdownText.Of(CompareDocument.Of(report));
}
