using System.CommandLine;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Synthetic.Corpus;

namespace Colora.Cli.Commands;

/// <summary><c>colora corpus</c>.</summary>
internal sealed class CorpusCommand
{
    private const string About =
        "Write the seeded text and the tokenizer that the embedded base model is pre-trained with.";

    private readonly Option<string> folder = new("--out")
    {
        Description = "new folder",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> documents = new("--documents")
    {
        Description = "number of documents, about 230 characters each",
        HelpName = "N",
        DefaultValueFactory = _ => 200_000,
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of the text",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private CorpusCommand(Command command)
    {
        foreach (var option in (Option[])[folder, documents, seed]) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("corpus", About);
        return command.Does(new CorpusCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(seed) < 0) throw new InputException("--seed", $"{context.Get(seed)}", "0 or more");
        var count = context.Get(documents);
        var root = Path.GetFullPath(context.Get(folder)!);
        CorpusFolder.Write(root, (ulong)context.Get(seed), count, done =>
            context.Listener.Progress(new StageProgress("writing", done, count, "documents")));
        return new CommandAnswer(
            new { corpus = Path.Combine(root, CorpusFolder.FileName), documents = count, tokenizer = root },
            () => Console.Out.WriteLine($"{root}: {count:N0} documents and the tokenizer"));
    }
}
