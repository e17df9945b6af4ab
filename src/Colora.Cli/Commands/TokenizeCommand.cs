using System.CommandLine;
using Colora.Runs.Tokenize;

namespace Colora.Cli.Commands;

/// <summary><c>colora tokenize</c>.</summary>
internal static class TokenizeCommand
{
    public static Command Build()
    {
        var command = new Command("tokenize", "Rows {\"text\":…} to rows {\"ids\":…,\"decoded\":…}.");
        var model = new Option<string>("--model") { Description = "folder with tokenizer.json", HelpName = "DIR", Required = true };
        var file = new Option<string>("--file") { Description = "JSONL of texts", HelpName = "FILE", Required = true };
        var target = new Option<string>("--out") { Description = "JSONL to write", HelpName = "FILE", Required = true };
        var special = new Option<bool>("--special") { Description = "add the special tokens that the model wants (and leave them out of the decoded text)" };
        foreach (var option in (Option[])[model, file, target, special]) command.Add(option);
        return command.Does(context =>
        {
            var (rows, tokens) = TokenizeRun.Execute(context.Get(model)!, context.Get(file)!, context.Get(target)!, context.Get(special));
            return new CommandAnswer(new { rows, tokens, file = context.Get(target) }, () => Console.Out.WriteLine($"{rows} rows, {tokens} tokens -> {context.Get(target)}"));
        });
    }
}
