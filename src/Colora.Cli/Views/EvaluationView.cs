using System.Globalization;
using Colora.Evaluation;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>Scores per user.</summary>
internal static class EvaluationView
{
    public static void Show(EvaluationReport report, string? folder)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("user");
        foreach (var column in (string[])["rows", "NLL", "exact match", "ROUGE-L"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var score in report.Users) Add(table, score);
        table.AddEmptyRow();
        Add(table, report.Mean);
        AnsiConsole.Write(table);
        Console.Out.WriteLine($"{report.Method}; worst user {report.Worst}; {report.Seconds:0.0} s");
        Console.Out.WriteLine("NLL: nats per answer token, end included. ROUGE-L: Porter stems, best reference, greedy answers, x100.");
        if (folder is not null) Console.Out.WriteLine($"written: {Path.Combine(folder, "report.json")}, {Path.Combine(folder, "predictions.jsonl")}");
    }

    private static void Add(Table table, UserScore score) => table.AddRow(
        Markup.Escape(score.User), score.Rows.ToString(CultureInfo.InvariantCulture), score.Nll is { } nll ? $"{nll:0.0000}" : "-", Percent(score.ExactMatch), Percent(score.RougeL));

    private static string Percent(double? share) => share is { } value ? $"{100 * value:0.00}" : "-";
}
