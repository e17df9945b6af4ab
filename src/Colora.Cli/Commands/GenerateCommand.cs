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
internal static class GenerateCommand
{
    public static Command Build()
    {
        var command = new Command("generate", "Continue a prompt, streaming: by a user of a run, by a PEFT adapter, or by the base.");
        var run = new Option<string?>("--run") { Description = "a run", HelpName = "RUN" };
        var user = new Option<string?>("--user") { Description = "user of the run", HelpName = "NAME" };
        var adapter = new Option<string?>("--adapter") { Description = "a PEFT adapter on --model", HelpName = "DIR" };
        var model = new Option<string?>("--model") { Description = "model folder or owner/name of a hub; the embedded base when absent", HelpName = "MODEL" };
        var revision = new Option<string?>("--revision") { Description = "branch, tag or commit of a model of a hub", HelpName = "REV" };
        var prompt = new Option<string>("--prompt") { Description = "the text; with --run it is the input of the run's prompt template", HelpName = "TEXT", Required = true };
        var raw = new Option<bool>("--raw") { Description = "the text is the whole prompt, and special tokens that it spells are meant; else it is text, and with --run the input of the prompt template" };
        var chat = new Option<bool>("--chat") { Description = "the text is a user's message in the model's chat template" };
        var tokens = new Option<int?>("--max-new-tokens") { Description = "most tokens to write; the run's evaluation.max_new_tokens when absent, 64 without a run", HelpName = "N" };
        var temperature = new Option<double>("--temperature") { Description = "0 = greedy", HelpName = "X", DefaultValueFactory = _ => 0 };
        var topK = new Option<int>("--top-k") { Description = "sample from the k likeliest tokens; 0 = all", HelpName = "K", DefaultValueFactory = _ => 0 };
        var topP = new Option<double>("--top-p") { Description = "sample from the likeliest tokens that reach this probability", HelpName = "P", DefaultValueFactory = _ => 1 };
        var stop = new Option<string[]>("--stop") { Description = "text that ends the answer; may be repeated", HelpName = "TEXT" };
        var seed = new Option<long>("--seed") { Description = "seed of the sampling", HelpName = "N", DefaultValueFactory = _ => 0 };
        var device = new Option<string>("--device") { Description = "cpu or cuda", HelpName = "NAME", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int>("--threads") { Description = "threads; 0 = all cores", HelpName = "N", DefaultValueFactory = _ => 0 };
        var changed = AllowChanged.NewOption();
        foreach (var option in (Option[])[run, user, adapter, model, revision, prompt, raw, chat, tokens, temperature, topK, topP, stop, seed, device, threads, changed]) command.Add(option);
        return command.Does(context =>
        {
            if (context.Get(run) is null && context.Get(model) is null) context.Listener.Note(ModelSources.Find(EmbeddedFiles.Name)!.NoteOn(EmbeddedFiles.Name)!);
            Require(context.Get(tokens) is not < 1, "--max-new-tokens", context.Get(tokens) ?? 0, "1 or more");
            Require(context.Get(temperature) >= 0, "--temperature", context.Get(temperature), "0 or more");
            Require(context.Get(topK) >= 0, "--top-k", context.Get(topK), "0 or more");
            Require(context.Get(topP) is > 0 and <= 1, "--top-p", context.Get(topP), "more than 0, at most 1");
            var form = context.Get(chat) ? PromptForm.Chat : context.Get(run) is not null && !context.Get(raw) ? PromptForm.Template : context.Get(raw) ? PromptForm.Raw : PromptForm.Text;
            var generation = new GenerationConfig
            {
                Temperature = context.Get(temperature),
                TopK = context.Get(topK),
                TopP = context.Get(topP),
                Stop = context.Get(stop) ?? [],
                Seed = context.Get(seed),
            };
            var commit = context.Get(run) is { } folder
                ? new RunDirectory(folder).ReadConfig().Fetched(context).Revision
                : HubModels.Fetch(context.Get(model) ?? EmbeddedFiles.Name, context.Get(revision), context);
            var request = new GenerateRequest(context.Get(model) ?? EmbeddedFiles.Name, commit, context.Get(run), context.Get(user), context.Get(adapter), context.Get(prompt)!, form, generation,
                new EngineConfig { Device = context.Get(device)!, Threads = context.Get(threads) })
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
        });
    }

    private static void Require(bool holds, string option, object found, string expected)
    {
        if (!holds) throw new InputException(option, $"{found}", expected);
    }
}
