using System.Text;
using Colora.Formats;

namespace Colora.Documents;

/// <summary>
/// A document as Markdown (GitHub's flavour, for the tables). Text that comes from outside stays text: what Markdown or
/// HTML would read is escaped.
/// </summary>
internal static class MarkdownText
{
    private const string Signs = "\\`*[]|~$";

    /// <summary>The document.</summary>
    /// <param name="document">The document.</param>
    public static string Of(ReportDocument document)
    {
        var text = new StringBuilder().Append("# ").Append(Escape(document.Title)).Append('\n');
        foreach (var block in document.Blocks)
        {
            var part = Of(block);
            if (part.Length > 0) text.Append('\n').Append(part);
        }

        return text.ToString();
    }

    /// <summary>A part of one.</summary>
    /// <param name="block">The part; a figure is nothing here.</param>
    public static string Of(Block block) => block switch
    {
        HeadingBlock heading => $"{new string('#', heading.Level)} {Escape(heading.Text)}\n",
        ParagraphBlock { IsLead: true } lead => $"**{Text(lead.Text, isHeavy: true)}**\n",
        ParagraphBlock paragraph => $"{Text(paragraph.Text, isHeavy: false)}\n",
        ListBlock list => string.Concat(list.Items.Select(item => $"* {Text(item, isHeavy: false)}\n")),
        TableBlock table => Table(table),
        _ => "",
    };

    /// <summary>A text from outside as one line that Markdown shows as it is, in a table too.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text) => Escaped(VisibleText.Of(text));

    private static string Escaped(string text)
    {
        var shown = OneLine.Spelled(text);
        var escaped = new StringBuilder();
        for (var i = 0; i < shown.Length; i++)
        {
            var letter = shown[i];
            if (letter == '<') escaped.Append("&lt;");
            else if (letter == '&' && i + 1 < shown.Length && (char.IsAsciiLetter(shown[i + 1]) || shown[i + 1] == '#'))
                escaped.Append("&amp;");
            else if (Signs.Contains(letter) || IsEmphasis(shown, i) || i == 0 && BeginsBlock(shown))
                escaped.Append('\\').Append(letter);
            else escaped.Append(letter);
        }

        return escaped.ToString();
    }

    // Within a word an underscore is a letter: bank_2 stays as it is.
    private static bool IsEmphasis(string text, int i) =>
        text[i] == '_'
            && !(i > 0
                && char.IsLetterOrDigit(text[i - 1])
                && i + 1 < text.Length
                && char.IsLetterOrDigit(text[i + 1]));

    // "# x", "> x", "- x" at the start of a line would be a heading, a quotation, a list.
    private static bool BeginsBlock(string text) => text[0] is '#' or '>' or '+' or '-' && IsMark(text);

    private static bool IsMark(string text) => text[0] == '>' || text.Length == 1 || text[1] is ' ' or '#' or '-';

    private static string Text(Prose prose, bool isHeavy) => string.Concat(prose.Spans.Select(span => span.Kind switch
    {
        SpanKind.Code when !span.Text.Contains('`') => $"`{OneLine.Spelled(span.Text)}`",
        SpanKind.Strong when !isHeavy && span.Text.Trim().Length == span.Text.Length => $"**{Escaped(span.Text)}**",
        _ => Escaped(span.Text),
    }));

    private static string Table(TableBlock table)
    {
        var text = new StringBuilder("|")
            .AppendJoin("|", table.Columns.Select(column => $" {Escape(column.Header)} "))
            .Append("|\n|");
        text.AppendJoin("|", table.Columns.Select(column => column.IsText ? "---" : "---:")).Append("|\n");
        foreach (var row in table.Rows)
            text.Append('|').AppendJoin("|", row.Select(cell => $" {Escape(cell)} ")).Append("|\n");
        return text.ToString();
    }
}
