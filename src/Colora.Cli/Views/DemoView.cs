using System.Globalization;
using Colora.Studies.Demo;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>The demo's table, sentence, picture and adapter.</summary>
internal static class DemoView
{
    private static readonly (string Key, string Title)[] Columns =
    [
        ("base", "base"),
        ("local", "local"),
        ("pooled", "pooled"),
        ("colora", "CoLoRA"),
    ];

    public static void Show(DemoResult result, string? picture)
    {
        AnsiConsole.Write(TableOf(result));
        Console.Out.WriteLine(result.Sentence);
        Console.Out.WriteLine();
        if (picture is not null) Console.Out.WriteLine($"picture: {picture}");
        if (result.Adapter is { } adapter) ShowAdapter(adapter, result);
        Console.Out.WriteLine($"{result.Seconds:0} s in all");
    }

    private static void ShowAdapter(string adapter, DemoResult result)
    {
        var word = PrintedCommand.PathWord(adapter);
        Console.Out.WriteLine($"adapter: {adapter} (PEFT, verified after writing)");
        var command = PrintedCommand.Of("generate", "--adapter", word, "--prompt", result.Prompt);
        Console.Out.WriteLine($"try it:  {command}");
        Console.Out.WriteLine($"         (right would be: {result.Expected})");
    }

    private static Table TableOf(DemoResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("exact match, %");
        foreach (var (_, title) in Columns) table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn(new TableColumn("over local").RightAligned());
        foreach (var (tenant, gain) in result.OverLocal)
            AddScores(tenant, method => Percent(method.Tenants[tenant]), $"{100 * gain.Mean:+0;-0;0}");
        table.AddEmptyRow();
        var mean = result.OverLocal.Values.Average(gain => gain.Mean);
        AddScores("mean", method => Percent(method.Mean), $"{100 * mean:+0.0;-0.0;0.0}");
        AddScores("worst", method => Percent(method.Worst), "");
        table.AddEmptyRow();
        AddCosts("parameters per tenant", cost => Number(cost.PerTenant));
        AddCosts("shared parameters", cost => Number(cost.SharedParameters));
        AddCosts("seconds", cost => $"{cost.Seconds:0}");
        return table;

        void AddScores(string name, Func<DemoMethod, string> cell, string gain) =>
            table.AddRow([Markup.Escape(name), .. Columns.Select(column => cell(result.Methods[column.Key])), gain]);

        void AddCosts(string name, Func<DemoCost, string> cell)
        {
            // The base is not trained: it costs nothing.
            var cells = Columns.Select(column => result.Costs.TryGetValue(column.Key, out var cost) ? cell(cost) : "-");
            table.AddRow([name, .. cells, ""]);
        }
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
