using Colora.Runs.Verify;
using Spectre.Console;

namespace Colora.Cli.Views;

/// <summary>What agrees with a reference and what does not.</summary>
internal static class VerifyView
{
    public static void Show(IReadOnlyList<VerifyCase> cases, VerifyRequest request)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("case");
        foreach (var column in (string[])["logits", "loss", "merged logits", "greedy text", ""])
            table.AddColumn(column);
        foreach (var one in cases)
        {
            table.AddRow(
                Markup.Escape(one.Name),
                Number(one.Logits),
                Number(one.Loss),
                Number(one.Merged),
                one.Greedy switch { true => "equal", false => "differs", null => "-" },
                one.Agrees ? "agrees" : "DIFFERS");
        }

        AnsiConsole.Write(table);
        Console.Out.WriteLine($"largest absolute differences; allowed: logits {request.LogitTolerance:g3}, "
            + $"loss {request.LossTolerance:g3}");
        var agrees = cases.All(one => one.Agrees) ? "agrees" : "does NOT agree";
        Console.Out.WriteLine($"the model {agrees} with the reference");
    }

    private static string Number(double? value) => value is { } number ? $"{number:0.0e+0}" : "-";
}
