using System.Globalization;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Engine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Methods;
using Colora.Model;
using Colora.Rounds;

namespace Colora.Runs;

/// <summary>What a config stands for, loaded: model, users' examples, encoded rows, layout of the adapter.</summary>
internal sealed class RunSetup : IDisposable
{
    private RunSetup(
        RunConfig config, ComputeEngine engine, LoadedModel model, ModelIdentity identity,
        IReadOnlyList<UserDataset> users, IReadOnlyList<string?> instructions)
    {
        Base = identity;
        Config = config;
        Engine = engine;
        Model = model;
        Users = users;
        Instructions = instructions;
        Encoder = new ExampleEncoder(model.Tokenizer, config.Prompt);
        Train = Encode(user => user.Train);
        Validation = Encode(user => user.Validation);
        for (var user = 0; user < users.Count; user++)
        {
            if (Train[user].Count == 0)
            {
                throw new InputException(
                    "prompt.max_length", $"every row of user \"{users[user].User}\" was dropped as too long",
                    "rows that fit", "raise prompt.max_length");
            }
        }

        Layout = LayoutOf(config);
    }

    private RunSetup(
        RunSetup origin, RunConfig config, IReadOnlyList<IReadOnlyList<TokenSequence>> train,
        IReadOnlyList<IReadOnlyList<TokenSequence>> validation)
    {
        (Config,
            Engine, Model, Base, Users, Instructions,
            Encoder) = (config,
                origin.Engine, origin.Model, origin.Base, origin.Users, origin.Instructions, origin.Encoder);
        (Train, Validation) = (train, validation);
        Layout = LayoutOf(config);
    }

    /// <summary>The config.</summary>
    public RunConfig Config { get; }

    /// <summary>Device and element type.</summary>
    public ComputeEngine Engine { get; }

    /// <summary>Model and tokenizer.</summary>
    public LoadedModel Model { get; }

    /// <summary>What the base is.</summary>
    public ModelIdentity Base { get; }

    /// <summary>Examples of each user, split.</summary>
    public IReadOnlyList<UserDataset> Users { get; }

    /// <summary>Instruction of each user's task, or none.</summary>
    public IReadOnlyList<string?> Instructions { get; }

    /// <summary>The encoder, with its report on all rows encoded so far.</summary>
    public ExampleEncoder Encoder { get; }

    /// <summary>Encoded training rows of each user.</summary>
    public IReadOnlyList<IReadOnlyList<TokenSequence>> Train { get; }

    /// <summary>Encoded validation rows of each user.</summary>
    public IReadOnlyList<IReadOnlyList<TokenSequence>> Validation { get; }

    /// <summary>Layout of the adapter.</summary>
    public AdapterLayout Layout { get; }

    /// <summary>Loads all that the config names.</summary>
    /// <param name="config">The config.</param>
    /// <param name="binding">What the run was begun with, where it goes on.</param>
    /// <param name="session">A base that is loaded already, or none.</param>
    /// <exception cref="InputException">Something is missing, broken or does not fit.</exception>
    public static RunSetup Prepare(RunConfig config, RunBinding? binding = null, ModelSession? session = null)
    {
        // Data first: its mistakes are the commonest and the cheapest to find.
        var (users, instructions) = binding is null ? SplitAnew(config) : binding.Split(config, testAlone: false);
        var (model, identity, engine) = ModelSession.Borrow(session, config.Model, config.Revision, config.Engine);
        try
        {
            if (config.Prompt.MaxLength > model.Network.Blueprint.MaxPositions)
            {
                throw new InputException("prompt.max_length", $"{config.Prompt.MaxLength} tokens",
                    $"at most the model's {model.Network.Blueprint.MaxPositions} positions", "lower it");
            }

            binding?.CheckBase(model.Folder, identity);
            return new RunSetup(config, engine, model, identity, users, instructions);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The same model and users with another adapter, length or start; the model stays this setup's to dispose of.
    /// </summary>
    /// <param name="config">Differs from <see cref="Config"/> in what concerns neither model nor rows.</param>
    /// <param name="train">Other training rows.</param>
    /// <param name="validation">Other validation rows.</param>
    internal RunSetup With(
        RunConfig config, IReadOnlyList<IReadOnlyList<TokenSequence>>? train = null,
        IReadOnlyList<IReadOnlyList<TokenSequence>>? validation = null) =>
        new(this, config, train ?? Train, validation ?? Validation);

    /// <summary>The rows a step takes.</summary>
    public BatchSchedule NewSchedule() => new(
        Train.Select(rows => rows.Count).ToList(),
        Config.Training.RowsPerStep,
        Config.Training.Sampling,
        Config.Training.Seed);

    /// <summary>Validation loss of each user, nats an answer token; NaN for a user without validation rows.</summary>
    internal double[] ValidationLosses(AdapterWeights weights) =>
        [.. ValidationScores(weights).Select(rows => Folds.Mean(rows, null))];

    /// <summary>Loss of each user's validation rows, [user][row]; of the base where there are no weights.</summary>
    internal IReadOnlyList<IReadOnlyList<RowScore>> ValidationScores(AdapterWeights? weights)
    {
        var scores = AnswerLikelihood.Of(
            Model.Network, weights, [.. Validation.SelectMany(user => user)], Config.Evaluation.BatchSize);
        var at = 0;
        return [.. Validation.Select(rows =>
            (IReadOnlyList<RowScore>)[.. rows.Select(_ => new RowScore(scores[at].Sum, scores[at++].Labels))])];
    }

    /// <summary>What the judge will do to the test rows, by length alone, and what it reads and writes.</summary>
    internal (IReadOnlyList<JudgedCount> Counts, PromptWindow Window) CountTests()
    {
        var window = PromptWindow.Of(
            Config.Prompt, Config.Evaluation.MaxNewTokens, Model.Network.Blueprint.MaxPositions);
        return (RowNotes.CountTests(
            Users, new JudgeEncoder(Model.Tokenizer, Config.Prompt, window), Config.Evaluation.MaxRows), window);
    }

    /// <summary>The largest rank that the targets of the config have room for.</summary>
    internal int LargestRank() => LargestRank(TargetsOf(Config.Adapter), Config.Adapter);

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps() =>
        Config.Rounds.Rounds > 0 ? FederatedTraining.TotalSteps(Config.Rounds)
            : Config.Training.Steps > 0 ? Config.Training.Steps
            : NewSchedule().StepsOf(Config.Training.Epochs);

    /// <summary>What <c>run.json</c> says.</summary>
    public RunInfo Describe()
    {
        var (shared, perUser) = Layout.Parameters(Config.Adapter.Method.Trained);
        return new RunInfo(
            Config.Model,
            Config.Adapter.MethodName,
            Users.Select(Describe).ToList(),
            shared,
            perUser,
            Model.Network.Weights.Names.Sum(name => Model.Network.Weights[name].numel()),
            TotalSteps(),
            Config.Training.Seed,
            Engine.Type == TorchSharp.torch.ScalarType.BFloat16 ? "bfloat16" : "float32")
        {
            Base = Base,
            Overlap = UserOverlap.Of(Users),
        };
    }

    private RunUser Describe(UserDataset user, int number) =>
        new(user.User, Train[number].Count, Validation[number].Count, user.Test.Count, Instructions[number])
        {
            Rows = RowHashes.Of(user),
        };

    /// <inheritdoc />
    public void Dispose() => Model.Dispose();

    private static (IReadOnlyList<UserDataset> Users, IReadOnlyList<string?> Instructions) SplitAnew(RunConfig config)
    {
        var rows = DataSource.Read(config.Data);
        return (DatasetSplit.Of(rows, config.Data, config.Prompt, config.Training.Seed),
            [.. rows.Select(row => row.Instruction)]);
    }

    private AdapterLayout LayoutOf(RunConfig config)
    {
        var targets = TargetsOf(config.Adapter);
        RequireRanks(config.Adapter, LargestRank(targets, config.Adapter));
        var layout = new AdapterLayout(
            Users.Select(user => user.User).ToList(),
            targets.Select(config.Adapter.Adapt).ToList(),
            config.Adapter.Method.Ownership);
        RequireMemory(layout, config.Adapter.Rank);
        return layout;
    }

    private static void RequireRanks(AdapterConfig adapter, int largest)
    {
        var expected = $"at most {largest}, the full rank of the largest target module";
        if (adapter.Rank > largest)
            throw new InputException("adapter.rank", $"{adapter.Rank}", expected, "lower --rank");
        var hasPrivate = adapter.Method.Ownership is { HasPrivate: true, PrivateReplaces: false };
        if (hasPrivate && adapter.PrivateRank > largest)
            throw new InputException("adapter.private_rank", $"{adapter.PrivateRank}", expected, "lower it");
    }

    private static void RequireMemory(AdapterLayout layout, int rank)
    {
        // Weights, two moments, and what a step gathers of them with gradients: what is refused here would end the
        // process in the tensor library.
        var bytes = layout.Kinds.Sum(kind => 6.0 * sizeof(float) * layout.WidthOf(kind) * layout.OwnersOf(kind));
        var memory = HostMachine.MemoryBytes();
        if (bytes <= memory) return;
        throw new InputException(
            "adapter",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes / 1e9:0.#} GB of weights and moments for {layout.Users.Count} users at rank {rank}"),
            string.Create(CultureInfo.InvariantCulture, $"at most this machine's memory of {memory / 1e9:0.#} GB"),
            "lower --rank, or name fewer users or target modules");
    }

    private static int LargestRank(IReadOnlyList<TargetModule> targets, AdapterConfig adapter) =>
        targets.Max(adapter.Method.LargestRankOf);

    private IReadOnlyList<TargetModule> TargetsOf(AdapterConfig adapter) =>
        TargetSelection.Of(Model.Network, adapter.TargetModules, adapter.TargetPattern);

    private List<IReadOnlyList<TokenSequence>> Encode(Func<UserDataset, IReadOnlyList<Example>> rows) =>
        [.. Users.Select((user, i) => Encode(rows(user), i))];

    private List<TokenSequence> Encode(IReadOnlyList<Example> rows, int user) =>
        rows.Select(example => Encoder.Encode(example, user)).OfType<TokenSequence>().ToList();
}
