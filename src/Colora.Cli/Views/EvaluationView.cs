using System.Globalization;
using Colora.Evaluation;
using Colora.Runs.Evaluate;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>Scores per user.</summary>
internal static class EvaluationView
{
    public static void Show(EvaluationReport report, string? folder)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("user");
        foreach (var (name, _) in Columns(report)) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var score in report.Users) Add(table, report, score);
        table.AddEmptyRow();
        Add(table, report, report.Mean);
        AnsiConsole.Write(table);
        Console.Out.WriteLine($"{report.Method}; worst user {report.Worst}; {report.Seconds:0.0} s");
        foreach (var line in Legend(report.Mean)) Console.Out.WriteLine(line);
        foreach (var line in report.Changes) Console.Out.WriteLine($"changed: {line}");
        foreach (var line in report.Notices) Console.Out.WriteLine(line);
        if (folder is null) return;
        var (scores, answers) = (EvaluateRun.ReportName, EvaluateRun.PredictionsName);
        Console.Out.WriteLine($"written: {Path.Combine(folder, scores)}, {Path.Combine(folder, answers)}");
    }

    /// <summary>What the columns mean, of those that are there.</summary>
    private static IEnumerable<string> Legend(UserScore mean)
    {
        yield return "Of greedy answers, best reference, x100: "
            + "exact match: every character but white space at the ends; "
            + "SQuAD: letter case, punctuation and runs of blanks do not count; ROUGE-L: Porter stems. "
            + "NLL: nats per answer token, end included.";
        if (mean.CutPrompts > 0)
        {
            yield return "Cut: prompts that lost their beginning, to leave room for evaluation.max_new_tokens "
                + "within prompt.max_length.";
        }

        if (mean.Unjudged > 0) yield return "Not judged: rows whose answer alone passes prompt.max_length.";
        if (mean.WithoutNll > 0)
        {
            yield return $"NLL leaves out {mean.WithoutNll} rows whose prompt and reference together pass "
                + "the model's positions.";
        }
    }

    /// <summary>Columns that have something to say.</summary>
    private static IEnumerable<(string Name, Func<UserScore, string> Of)> Columns(EvaluationReport report)
    {
        yield return ("rows", score => score.Rows.ToString(CultureInfo.InvariantCulture));
        foreach (var column in Score.All) yield return (column.Column, score => Cell(column, score));
        if (report.Mean.CutPrompts > 0) yield return ("cut", score => Count(score.CutPrompts));
        if (report.Mean.Unjudged > 0) yield return ("not judged", score => Count(score.Unjudged));
    }

    private static void Add(Table table, EvaluationReport report, UserScore score) =>
        table.AddRow([Markup.Escape(score.User), .. Columns(report).Select(column => column.Of(score))]);

    private static string Count(int rows) => rows == 0 ? "-" : rows.ToString(CultureInfo.InvariantCulture);

    private static string Cell(Score column, UserScore score)
    {
        if (column.Shown(score) is not { } value) return "-";
        return column.In(value).ToString(column.IsShare ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
    }
}
