using System.Net;
using System.Text;
using Colora.Formats;

namespace Colora.Documents;

/// <summary>A document as one self-contained HTML file: read on a phone, on a desk, in the dark and on paper.</summary>
internal static class HtmlPage
{
    private const int WidestWords = 24;

    private const string Head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n";

    private const string Style = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--text);font:16px/1.55 Inter,system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
        h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0 1rem}
        h2{font-size:1.3rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--grid)}
        h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
        p,ul{margin:.75rem 0;max-width:46rem}
        ul{padding-left:1.25rem}
        h1,h2,h3,p,li,td,figcaption{overflow-wrap:anywhere}
        .answer{font-size:1.15rem;font-weight:700;border-left:4px solid var(--gain);padding:.25rem 0 .25rem 1rem}
        code{font:.9em ui-monospace,monospace;background:var(--grid);padding:.05em .3em;border-radius:3px}
        .scroll{overflow-x:auto;margin:1rem 0}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.35rem .7rem;text-align:right;border-bottom:1px solid var(--grid);vertical-align:top}
        th{font-weight:700;border-bottom:2px solid var(--axis);vertical-align:bottom}
        th{white-space:nowrap}
        td{white-space:nowrap}
        .words{text-align:left}
        .words{min-width:var(--wide)}
        td.words{white-space:normal;max-width:20rem}
        td.words bdi{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;overflow-wrap:anywhere}
        figure{margin:1.5rem 0}
        figcaption{font-weight:700;margin-bottom:.5rem}
        figure svg{display:block}
        svg.narrow{display:none}
        @media screen and (min-width:64rem){.scroll{margin-right:calc(50% - 50vw + 1.5rem)}}
        @media screen and (max-width:640px){.words{min-width:min(var(--wide),7rem)}body{font-size:15px}h1{font-size:1.4rem}table{font-size:.8rem}th,td{padding:.3rem .45rem}svg.wide{display:none!important}svg.narrow{display:block!important}}
        @media print{body{font-size:10pt}main{max-width:none;padding:0}table{font-size:7.5pt}th,td,td.words{white-space:normal;padding:.15rem .3rem}.words{min-width:0}td.words bdi{display:inline}h2,h3,figcaption{break-after:avoid}figure,tr{break-inside:avoid}.scroll{overflow:visible}figure svg{max-width:100%;height:auto}}
        """;

    /// <summary>The page.</summary>
    /// <param name="document">The document.</param>
    /// <param name="style">Style sheet of the pictures: it gives the variables --text, --paper, --grid, --axis and
    /// --gain.</param>
    /// <param name="figure">A picture by its name: caption and SVG; null where there is none.</param>
    public static string Of(ReportDocument document, string style, Func<string, (string Caption, string Svg)?> figure)
    {
        var page = new StringBuilder(Head);
        page.Append("<title>").Append(Escape(document.Title)).Append("</title>\n");
        page.Append("<style>\n").Append(style).Append(Style).Append("\n</style>\n</head>\n<body>\n<main>\n");
        page.Append("<h1>").Append(Escape(document.Title)).Append("</h1>\n");
        foreach (var block in document.Blocks) Append(page, block, figure);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, Block block, Func<string, (string Caption, string Svg)?> figure)
    {
        switch (block)
        {
            case HeadingBlock heading:
                var tag = $"h{heading.Level}";
                page.Append($"<{tag}>").Append(Escape(heading.Text)).Append($"</{tag}>\n");
                break;
            case ParagraphBlock paragraph:
                page.Append(paragraph.IsLead ? "<p class=\"answer\">" : "<p>");
                page.Append(Text(paragraph.Text)).Append("</p>\n");
                break;
            case ListBlock list:
                page.Append("<ul>\n");
                foreach (var item in list.Items) page.Append("<li>").Append(Text(item)).Append("</li>\n");
                page.Append("</ul>\n");
                break;
            case TableBlock table:
                Append(page, table);
                break;
            case FigureBlock { Name: var name } when figure(name) is { } found:
                page.Append("<figure>\n<figcaption>").Append(Escape(found.Caption)).Append("</figcaption>\n");
                page.Append("<div class=\"scroll\">\n").Append(found.Svg).Append("</div>\n</figure>\n");
                break;
        }
    }

    private static void Append(StringBuilder page, TableBlock table)
    {
        page.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var wide = Math.Min(WidestWords, table.Rows.Select(row => row[i].Length).DefaultIfEmpty(0).Max());
            var words = table.Columns[i].IsText ? $" class=\"words\" style=\"--wide:{wide}ch\"" : "";
            page.Append($"<th scope=\"col\"{words}>").Append(Escape(table.Columns[i].Header)).Append("</th>");
        }

        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                page.Append(table.Columns[i].IsText ? "<td class=\"words\"><bdi>" : "<td><bdi>");
                page.Append(Escape(row[i])).Append("</bdi></td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Text(Prose prose) => string.Concat(prose.Spans.Select(span => span.Kind switch
    {
        SpanKind.Code => $"<code>{Encoded(span.Text)}</code>",
        SpanKind.Strong => $"<strong>{Encoded(span.Text)}</strong>",
        _ => Encoded(span.Text),
    }));

    private static string Escape(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    private static string Encoded(string text) => WebUtility.HtmlEncode(OneLine.Spelled(text));
}
