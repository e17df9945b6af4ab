using System.Globalization;
using System.Net;
using System.Text;

namespace Colora.Runs;

/// <summary>A comparison's report as one self-contained HTML file.</summary>
public static class ComparePage
{
    /// <summary>The page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="pictures">Captions and PNGs.</param>
    public static string Of(CompareReport report, IReadOnlyList<(string Caption, byte[] Png)> pictures)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Colora comparison</title>\n");
        page.Append("<style>body{font:15px/1.5 sans-serif;max-width:72em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.25em .6em;text-align:right}td:first-child,td:nth-child(2),th{text-align:left}img{max-width:100%}</style></head><body>\n");
        foreach (var block in CompareText.Of(report).Split("\n\n"))
        {
            if (block.StartsWith('|')) Table(page, block.Trim().Split('\n'));
            else if (block.StartsWith("# ", StringComparison.Ordinal)) page.Append(CultureInfo.InvariantCulture, $"<h1>{WebUtility.HtmlEncode(block[2..])}</h1>\n");
            else page.Append(CultureInfo.InvariantCulture, $"<p>{WebUtility.HtmlEncode(block)}</p>\n");
        }

        foreach (var (caption, png) in pictures)
            page.Append(CultureInfo.InvariantCulture, $"<figure><img alt=\"{WebUtility.HtmlEncode(caption)}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\"><figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>\n");
        page.Append("<h2>Users</h2>\n");
        foreach (var row in report.Summaries.Where(row => row.Verdicts.Count > 0))
        {
            var lines = row.Verdicts.Select(verdict => string.Create(CultureInfo.InvariantCulture,
                $"| {verdict.User} | {report.Written.Gain(verdict.Gain.Mean)} | {report.Written.Gain(verdict.Gain.Lower)} … {report.Written.Gain(verdict.Gain.Upper)} | {verdict.Corrected:0.000} | {verdict.Judgement} |"));
            page.Append(CultureInfo.InvariantCulture, $"<h3>{WebUtility.HtmlEncode(row.Arm)} against local, {row.Rows} rows, {row.Users} users</h3>\n");
            Table(page, ["| user | gain | 95 % interval | chance of no effect, corrected | verdict |", "|---|", .. lines]);
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Table(StringBuilder page, string[] lines)
    {
        page.Append("<table>\n");
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == 1) continue;
            var tag = i == 0 ? "th" : "td";
            page.Append("<tr>");
            foreach (var cell in lines[i].Trim().Trim('|').Split('|')) page.Append(CultureInfo.InvariantCulture, $"<{tag}>{WebUtility.HtmlEncode(cell.Trim())}</{tag}>");
            page.Append("</tr>\n");
        }

        page.Append("</table>\n");
    }
}
