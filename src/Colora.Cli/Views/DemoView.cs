using System.Globalization;
using Colora.Studies.Demo;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>The demo's table, sentence, picture and adapter.</summary>
internal static class DemoView
{
    private static readonly (string Key, string Title)[] Columns = [("base", "base"), ("local", "local"), ("pooled", "pooled"), ("colora", "CoLoRA")];

    public static void Show(DemoResult result, string? picture)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("exact match, %");
        foreach (var (_, title) in Columns) table.AddColumn(new TableColumn(title).RightAligned());
        table.AddColumn(new TableColumn("over local").RightAligned());
        foreach (var tenant in result.OverLocal.Keys)
            Add(table, tenant, method => Percent(method.Tenants[tenant]), $"{100 * result.OverLocal[tenant].Mean:+0;-0;0}");
        table.AddEmptyRow();
        Add(table, "mean", method => Percent(method.Mean), $"{100 * result.OverLocal.Values.Average(gain => gain.Mean):+0.0;-0.0;0.0}");
        Add(table, "worst", method => Percent(method.Worst), "");
        table.AddEmptyRow();
        AddCost(table, "parameters per tenant", cost => cost.PerTenant.ToString("N0", CultureInfo.InvariantCulture));
        AddCost(table, "shared parameters", cost => cost.SharedParameters.ToString("N0", CultureInfo.InvariantCulture));
        AddCost(table, "seconds", cost => $"{cost.Seconds:0}");
        AnsiConsole.Write(table);
        Console.Out.WriteLine(result.Sentence);
        Console.Out.WriteLine();
        if (picture is not null) Console.Out.WriteLine($"picture: {picture}");
        if (result.Adapter is { } adapter)
        {
            Console.Out.WriteLine($"adapter: {adapter} (PEFT, verified after writing)");
            Console.Out.WriteLine($"try it:  {PrintedCommand.Of("generate", "--adapter", PrintedCommand.PathWord(adapter), "--prompt", result.Prompt)}");
            Console.Out.WriteLine($"         (right would be: {result.Expected})");
        }

        Console.Out.WriteLine($"{result.Seconds:0} s in all");

        void Add(Table to, string name, Func<DemoMethod, string> cell, string gain) =>
            to.AddRow([Markup.Escape(name), .. Columns.Select(column => cell(result.Methods[column.Key])), gain]);

        void AddCost(Table to, string name, Func<DemoCost, string> cell) =>
            to.AddRow([name, .. Columns.Select(column => result.Costs.TryGetValue(column.Key, out var cost) ? cell(cost) : "-"), ""]);
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
