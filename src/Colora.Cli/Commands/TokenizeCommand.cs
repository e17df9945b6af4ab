using System.CommandLine;
using Colora.Runs.Tokenize;

namespace Colora.Cli.Commands;

/// <summary><c>colora tokenize</c>.</summary>
internal sealed class TokenizeCommand
{
    private readonly Option<string> model = new("--model")
    {
        Description = "folder with tokenizer.json",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> file = new("--file")
    {
        Description = "JSONL of texts",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> target = new("--out")
    {
        Description = "JSONL to write",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> special = new("--special")
    {
        Description = "add the special tokens that the model wants (and leave them out of the decoded text)",
    };

    private TokenizeCommand(Command command)
    {
        foreach (var option in (Option[])[model, file, target, special]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("tokenize", "Rows {\"text\":…} to rows {\"ids\":…,\"decoded\":…}.");
        return command.Does(new TokenizeCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var (source, written) = (context.Get(file)!, context.Get(target)!);
        var (rows, tokens) = TokenizeRun.Execute(context.Get(model)!, source, written, context.Get(special));
        return new CommandAnswer(
            new { rows, tokens, file = written },
            () => Console.Out.WriteLine($"{rows} rows, {tokens} tokens -> {written}"));
    }
}
