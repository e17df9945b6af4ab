using System.CommandLine;
using Colora.Formats;
using Colora.Studies.Tables;

namespace Colora.Cli.Commands;

/// <summary><c>colora tables</c>.</summary>
internal sealed class TablesCommand
{
    private const string About =
        "Make the marked tables of Markdown documents anew from the reports that they name.";

    private readonly Argument<string[]> documents = new("document")
    {
        Description = "Markdown files with marks such as <!-- table: arms data/report.json --> … <!-- end of table "
            + $"-->; kinds: {Kinds}",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> check = new("--check")
    {
        Description = "write nothing; exit code 1 where a document differs from its data",
    };

    private TablesCommand(Command command)
    {
        command.Add(documents);
        command.Add(check);
    }

    public static Command Build()
    {
        var command = new Command("tables", About);
        return command.Does(new TablesCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var changed = new List<string>();
        foreach (var path in context.Parsed.GetValue(documents)!)
        {
            var made = ResultTables.Update(path);
            if (made == File.ReadAllText(path)) continue;
            changed.Add(path);
            if (!context.Get(check)) AtomicFile.WriteText(path, made);
        }

        var isRefused = context.Get(check) && changed.Count > 0;
        var exit = isRefused ? ExitCode.Disagrees : ExitCode.Success;
        return new CommandAnswer(new { changed }, () => Show(changed, isRefused), exit);
    }

    private static void Show(List<string> changed, bool isRefused)
    {
        if (changed.Count == 0) Console.Out.WriteLine("tables: all as their data have them");
        foreach (var path in changed)
        {
            var what = isRefused ? $"differs from its data; run colora tables {path}" : "made anew";
            Console.Out.WriteLine($"{path}: {what}");
        }
    }

    private static string Kinds => string.Join(", ", ResultTables.Names);
}
