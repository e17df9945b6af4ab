using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Colora.Cli;

/// <summary>The usual help, of the program itself with its commands in groups, and an example below it.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
    private static readonly (string Title, string[] Commands)[] Groups =
    [
        ("See what it does", ["demo", "lab"]),
        ("Train users together", ["preview", "train", "onboard", "generate", "export"]),
        ("Judge and decide", ["compare", "evaluate", "similarity", "plan", "score"]),
        ("Check configs, models and texts", ["validate", "config", "verify", "tokenize", "tables"]),
        ("Make models and data", ["sample", "benchmark", "corpus", "pretrain"]),
    ];

    private readonly HelpAction usual = new();

    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        if (command.Parents.Any()) usual.Invoke(parseResult);
        else WriteRoot(command, output);
        if (HelpExamples.Of(command) is not { } example) return ExitCode.Success;
        output.WriteLine("Example:");
        output.WriteLine($"  colora {example}");
        output.WriteLine();
        return ExitCode.Success;
    }

    private static void WriteRoot(Command root, TextWriter output)
    {
        output.WriteLine($"Description:\n  {root.Description}\n\nUsage:\n  colora [command] [options]\n");
        foreach (var (title, commands) in Groups) Write(output, title, commands.Select(name => (name, About(name))));
        Write(output, "Options", root.Options.Select(option => (Names(option), option.Description)));
        output.WriteLine("colora [command] --help shows the options of a command.\n");

        string? About(string name) => root.Subcommands.Single(command => command.Name == name).Description;

        static string Names(Option option) => string.Join(", ", option.Aliases.Prepend(option.Name));
    }

    private static void Write(TextWriter output, string title, IEnumerable<(string Name, string? Description)> entries)
    {
        output.WriteLine($"{title}:");
        foreach (var (name, description) in entries)
        {
            var firstSentence = description?.Split(". ")[0].TrimEnd('.');
            output.WriteLine($"  {name,-15} {firstSentence}");
        }

        output.WriteLine();
    }
}
