using System.CommandLine;
using Colora.Formats;
using Colora.Studies.Tables;

namespace Colora.Cli.Commands;

/// <summary><c>colora tables</c>.</summary>
internal static class TablesCommand
{
    public static Command Build()
    {
        var command = new Command("tables", "Make the marked tables of Markdown documents anew from the reports that they name.");
        var documents = new Argument<string[]>("document") { Description = $"Markdown files with marks such as <!-- table: arms data/report.json --> … <!-- end of table -->; kinds: {string.Join(", ", ResultTables.Names)}", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "write nothing; exit code 1 where a document differs from its data" };
        command.Add(documents);
        command.Add(check);
        return command.Does(context =>
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
            return new CommandAnswer(new { changed }, () =>
            {
                if (changed.Count == 0) Console.Out.WriteLine("tables: all as their data have them");
                foreach (var path in changed) Console.Out.WriteLine(isRefused ? $"{path}: differs from its data; run colora tables {path}" : $"{path}: made anew");
            }, isRefused ? ExitCode.Disagrees : ExitCode.Success);
        });
    }
}
