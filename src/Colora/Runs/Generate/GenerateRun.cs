using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Generation;
using Colora.Runs.Progress;
using Colora.Templates;
using Colora.Tokenization;

namespace Colora.Runs.Generate;

/// <summary>Continues a text by a run's user, by a PEFT adapter, or by the base.</summary>
public static class GenerateRun
{
    /// <summary>
    /// The answer, piece by piece as it becomes certain. A run's prompt is cut as the judge cuts it, by the tokens that
    /// may be written.
    /// </summary>
    /// <param name="request">What to continue, and how.</param>
    /// <param name="listener">Hears what is cut.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <exception cref="InputException">Bad input, another base than the run's, or a prompt that leaves the model no
    /// room.</exception>
    public static IEnumerable<string> Execute(
        GenerateRequest request, IRunListener listener, ModelSession? session = null)
    {
        var run = request.Run is null ? null : new RunDirectory(request.Run);
        var config = run?.ReadConfig();
        var (name, revision) = config is null ? (request.Model, request.Revision) : (config.Model, config.Revision);

        // A run's user answers in the element type that the run was trained in.
        var wanted = config is null ? request.Engine : request.Engine with { Dtype = config.Engine.Dtype };
        var binding = run is null ? null : RunBinding.Of(run, request.AllowChanged, listener);
        using var model = RunBinding.Load(binding, session, name, revision, wanted, request.Form == PromptForm.Chat);
        using var weights = AdapterOf(request, run, model);
        var user = UserOf(request, weights);
        var newTokens = request.MaxNewTokens ?? (config?.Evaluation ?? new EvaluationConfig()).MaxNewTokens;
        var prompt = Encode(request, model, config, run, weights?.Layout.Users[user], newTokens, listener);
        var room = RoomAfter(prompt, model.Network.Blueprint.MaxPositions);
        var generation = request.Generation with { MaxNewTokens = Math.Min(room, newTokens) };
        if (room < newTokens)
        {
            listener.Note($"the answer ends after {room} tokens and not {newTokens}: "
                + $"the model has {model.Network.Blueprint.MaxPositions} positions, the prompt takes {prompt.Length}");
        }

        using var active = weights is null ? null : new ActiveFactors(weights, [user], [], model.Network.Device);
        IReadOnlyCollection<int> ends = config is null
            ? model.Ends
            : [.. model.Ends, new ExampleEncoder(model.Tokenizer, config.Prompt).EndId];
        var generator = new TextGenerator(model.Network, model.Tokenizer, ends);
        foreach (var piece in generator.Stream(prompt, user, active, generation)) yield return piece;
    }

    private static AdapterWeights? AdapterOf(GenerateRequest request, RunDirectory? run, LoadedModel model)
    {
        if (run is not null) return AdapterFiles.Read(run.Final, model.Network);
        return request.PeftAdapter is { } peft ? PeftImporter.Read(peft, model.Network) : null;
    }

    /// <summary>The number of the user who is asked for; the only one need not be named.</summary>
    private static int UserOf(GenerateRequest request, AdapterWeights? weights)
    {
        if (weights is null || request.Run is null) return 0;
        if (request.User is null && weights.Layout.Users.Count == 1) return 0;
        return weights.Layout.NumberOf(request.User, "--user");
    }

    /// <summary>Positions that the prompt leaves.</summary>
    private static int RoomAfter(int[] prompt, int positions)
    {
        if (prompt.Length == 0) throw new InputException("--prompt", "nothing", "at least one token");
        if (prompt.Length < positions) return positions - prompt.Length;
        throw new InputException(
            "--prompt", $"{prompt.Length} tokens", $"fewer than the model's {positions} positions", "shorten it");
    }

    private static int[] Encode(
        GenerateRequest request, LoadedModel model, RunConfig? config, RunDirectory? run, string? user, int newTokens,
        IRunListener listener)
    {
        switch (request.Form)
        {
            case PromptForm.Chat:
                ChatMessage message = new("user", request.Prompt);
                var template = ModelChatTemplate.Load(model.Folder);
                return template.Encode(model.Tokenizer, [message], AreSpecialTokensAllowed(config));
            case PromptForm.Template when config is not null && run is not null:
                var form = new RunPrompt(config, model.Tokenizer, model.Network.Blueprint.MaxPositions);
                var (ids, cut, longest) = form.Encode(request.Prompt, InstructionOf(run, user!), newTokens);
                if (cut > 0)
                {
                    listener.Note($"the prompt lost its first {cut} tokens: {longest} are read beside {newTokens} "
                        + $"to write (prompt.max_length = {config.Prompt.MaxLength} of the run)");
                }

                return ids;
            default:
                var isText = request.Form != PromptForm.Raw && !AreSpecialTokensAllowed(config);
                var encoder = new ExampleEncoder(model.Tokenizer, new PromptConfig());
                return encoder.EncodePrompt([new TextPart(request.Prompt, IsUsers: isText)]).Ids;
        }
    }

    private static string? InstructionOf(RunDirectory run, string user)
    {
        var users = RunJson.Read<RunInfo>(run.Info).Users;
        var found = users.FirstOrDefault(one => one.Name == user)
            ?? throw new InputException(
                run.Info, $"no user \"{user}\"", "the users of the run's adapter",
                "check that run.json and final/ belong together");
        return found.Instruction;
    }

    private static bool AreSpecialTokensAllowed(RunConfig? config) => config is { Data.AllowSpecialTokens: true };
}
