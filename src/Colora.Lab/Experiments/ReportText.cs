using System.Text;

namespace Colora.Lab.Experiments;

/// <summary>An experiment's report as Markdown.</summary>
public static class ReportText
{
    /// <summary>Heading, setting, sentence, tables and, where there is a picture, a link to it.</summary>
    public static string Of(ExperimentReport report, string? picture)
    {
        var text = new StringBuilder();
        text.Append("## ").Append(report.Name).Append(": ").Append(report.Title).Append("\n\n");
        text.Append("**").Append(report.Sentence).Append("**\n\n");
        text.Append(char.ToUpperInvariant(report.Setting[0])).Append(report.Setting.AsSpan(1)).Append(".\n");
        foreach (var table in report.Tables) text.Append('\n').Append(table.Markdown());
        if (picture is not null) text.Append("\n![").Append(report.Title).Append("](").Append(picture).Append(")\n");
        return text.ToString();
    }
}
