using System.CommandLine;
using System.Text;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Runs;
using Colora.Runs.Generate;
using Colora.Synthetic.Embedded;

namespace Colora.Cli.Commands;

/// <summary><c>colora generate</c>.</summary>
internal sealed class GenerateCommand
{
    private const string About =
        "Continue a prompt, streaming: by a user of a run, by a PEFT adapter, or by the base.";

    private readonly Option<string?> run = new("--run") { Description = "a run", HelpName = "RUN" };
    private readonly Option<string?> user = new("--user") { Description = "user of the run", HelpName = "NAME" };

    private readonly Option<string?> adapter = new("--adapter")
    {
        Description = "a PEFT adapter on --model",
        HelpName = "DIR",
    };

    private readonly Option<string?> model = new("--model")
    {
        Description = "model folder or owner/name of a hub; the embedded base when absent",
        HelpName = "MODEL",
    };

    private readonly Option<string?> revision = new("--revision")
    {
        Description = "branch, tag or commit of a model of a hub",
        HelpName = "REV",
    };

    private readonly Option<string> prompt = new("--prompt")
    {
        Description = "the text; with --run it is the input of the run's prompt template",
        HelpName = "TEXT",
        Required = true,
    };

    private readonly Option<bool> raw = new("--raw")
    {
        Description = "the text is the whole prompt, and special tokens that it spells are meant; else it is text, "
            + "and with --run the input of the prompt template",
    };

    private readonly Option<bool> chat = new("--chat")
    {
        Description = "the text is a user's message in the model's chat template",
    };

    private readonly Option<int?> tokens = new("--max-new-tokens")
    {
        Description = "most tokens to write; the run's evaluation.max_new_tokens when absent, 64 without a run",
        HelpName = "N",
    };

    private readonly Option<double> temperature = new("--temperature")
    {
        Description = "0 = greedy",
        HelpName = "X",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> topK = new("--top-k")
    {
        Description = "sample from the k likeliest tokens; 0 = all",
        HelpName = "K",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<double> topP = new("--top-p")
    {
        Description = "sample from the likeliest tokens that reach this probability",
        HelpName = "P",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string[]> stop = new("--stop")
    {
        Description = "text that ends the answer; may be repeated",
        HelpName = "TEXT",
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "seed of the sampling",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> device = EngineOptions.NewDevice();

    private readonly Option<int> threads = EngineOptions.NewThreads();

    private readonly Option<bool> changed = AllowChanged.NewOption();

    private GenerateCommand(Command command)
    {
        Option[] options =
        [
            run, user, adapter, model, revision, prompt, raw, chat, tokens, temperature, topK, topP, stop,
            seed, device, threads, changed,
        ];
        foreach (var option in options) command.Add(option);
    }

    public static Command Build()
    {
        var command = new Command("generate", About);
        return command.Does(new GenerateCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(run) is null && context.Get(model) is null)
            context.Listener.Note(ModelSources.Find(EmbeddedFiles.Name)!.NoteOn(EmbeddedFiles.Name)!);
        Check(context);
        var name = context.Get(model) ?? EmbeddedFiles.Name;
        var request = new GenerateRequest(
            Model: name,
            Revision: CommitOf(context, name),
            Run: context.Get(run),
            User: context.Get(user),
            PeftAdapter: context.Get(adapter),
            Prompt: context.Get(prompt)!,
            Form: FormOf(context),
            Generation: GenerationOf(context),
            Engine: new EngineConfig { Device = context.Get(device)!, Threads = context.Get(threads) })
        {
            MaxNewTokens = context.Get(tokens),
            AllowChanged = context.Get(changed),
        };
        var text = new StringBuilder();
        foreach (var piece in GenerateRun.Execute(request, context.Listener))
        {
            context.Stop.ThrowIfCancellationRequested();
            text.Append(piece);
            if (!context.Json) Console.Out.Write(piece);
        }

        return new CommandAnswer(new { user = context.Get(user), text = text.ToString() }, Console.Out.WriteLine);
    }

    private void Check(CommandContext context)
    {
        Require(context.Get(tokens) is not < 1, "--max-new-tokens", context.Get(tokens) ?? 0, "1 or more");
        Require(context.Get(temperature) >= 0, "--temperature", context.Get(temperature), "0 or more");
        Require(context.Get(topK) >= 0, "--top-k", context.Get(topK), "0 or more");
        Require(context.Get(topP) is > 0 and <= 1, "--top-p", context.Get(topP), "more than 0, at most 1");
    }

    private PromptForm FormOf(CommandContext context)
    {
        if (context.Get(chat)) return PromptForm.Chat;
        if (context.Get(raw)) return PromptForm.Raw;
        return context.Get(run) is null ? PromptForm.Text : PromptForm.Template;
    }

    private GenerationConfig GenerationOf(CommandContext context) => new()
    {
        Temperature = context.Get(temperature),
        TopK = context.Get(topK),
        TopP = context.Get(topP),
        Stop = context.Get(stop) ?? [],
        Seed = context.Get(seed),
    };

    /// <summary>
    /// The commit of a model of a hub: the one that the run was trained on, or what the revision means now.
    /// </summary>
    private string? CommitOf(CommandContext context, string name) => context.Get(run) is { } folder
        ? new RunDirectory(folder).ReadConfig().Fetched(context).Revision
        : HubModels.Fetch(name, context.Get(revision), context);

    private static void Require(bool holds, string option, object found, string expected)
    {
        if (!holds) throw new InputException(option, $"{found}", expected);
    }
}
