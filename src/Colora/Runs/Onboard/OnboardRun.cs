using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Federation;
using Colora.Formats;
using Colora.Methods;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Training;

namespace Colora.Runs.Onboard;

/// <summary>
/// Takes new users into a finished run: each trains a core, r² numbers a module, on the run's frozen A and B. Says for
/// each whether its task lies in the shared subspace (<c>SubspaceFit</c>), beside the run's own users. The run's
/// factors are not written to.
/// </summary>
public static class OnboardRun
{
    /// <summary>Steps where none are given.</summary>
    public const int DefaultSteps = 60;

    private const int FitRows = 16;
    private const string FileName = "onboard.json";

    /// <summary>Onboards.</summary>
    /// <param name="request">Whom to take in.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="InputException">No such run, bad data, or a newcomer whom the run knows.</exception>
    public static OnboardReport Execute(
        OnboardRequest request, IRunListener listener, ModelSession? session = null, CancellationToken stop = default)
    {
        var (run, config, folder, mode) = request;
        run.RequireFinished();
        var target = Path.Combine(folder, FileName);
        WritablePlace.RequireFile(target, "--out");
        using var held = FolderLock.Take(folder);
        var binding = RunBinding.Of(run, request.AllowChanged, listener);
        binding?.CheckBase(ModelFolder.Of(config.Model, config.Revision));
        var before = SharedHash(run.Final);
        RequireNewcomers(run, config.Data);

        var goOn = mode == ResumeMode.Resume && request.AllowChanged ? ResumeMode.ResumeChanged : mode;
        var summary = TrainRun.Execute(config, folder, goOn, listener, session, stop);
        using var setup = RunSetup.Prepare(config, session: session);
        var adapter = new RunDirectory(folder).Final;
        using var weights = AdapterFiles.Read(adapter, setup.Model.Network);
        var losses = Losses(setup, weights);
        using var fit = new SubspaceFit(setup.Model.Network, weights);
        var knownFit = FitOfKnown(run, binding, setup, fit, listener);
        var fits = Fits(fit, setup.Train, listener);
        var limit = Limit(knownFit.Values, fit.Chance);
        var perUser = setup.Layout.Parameters([FactorKind.S]).PerUser;
        var users = setup.Layout.Users.Select((user, i) =>
            new OnboardUser(user, setup.Train[i].Count, fits[i], fits[i] < limit, losses[i]));
        var report = new OnboardReport(
            run.FullPath, before, perUser, summary.Seconds, knownFit, limit, [.. users], adapter)
        {
            Changes = binding?.Changes ?? [],
        };
        if (SharedHash(run.Final) != before || SharedHash(adapter) != before)
            throw new InvalidOperationException("onboarding has changed the shared factors: a mistake in the program");
        RunJson.Write(target, report);
        return report;
    }

    private static string SharedHash(string adapter) => FileHash.Of(Path.Combine(adapter, AdapterFiles.SharedName));

    private static void RequireNewcomers(RunDirectory run, DataConfig data)
    {
        var known = RunJson.Read<RunInfo>(run.Info).Users.Select(user => UserName.KeyOf(user.Name)).ToHashSet();
        foreach (var rows in DataSource.Read(data))
        {
            if (known.Contains(UserName.KeyOf(rows.User)))
            {
                throw new InputException(
                    run.FullPath, $"user \"{rows.User}\" is in the run already", "users whom the run does not know",
                    "name the newcomers with --users, or rename them");
            }
        }
    }

    /// <summary>Of each newcomer: loss on the validation rows; where nobody has such, on the training rows.</summary>
    private static double?[] Losses(RunSetup setup, AdapterWeights weights)
    {
        var hasValidation = setup.Validation.Any(rows => rows.Count > 0);
        var judged = hasValidation ? setup : setup.With(setup.Config, validation: setup.Train);
        var losses = DivergenceException.During("while judging the newcomers", () => judged.ValidationLosses(weights));
        return [.. losses.Select(loss => double.IsNaN(loss) ? (double?)null : loss)];
    }

    /// <summary>
    /// The config of newcomers: the run's, with their data, the cores alone trained, its shared factors as the start.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="merged">The run's config under the options that were given.</param>
    /// <param name="given">The options that were given, over the defaults.</param>
    public static RunConfig ConfigFor(RunDirectory run, RunConfig merged, RunConfig given) => merged with
    {
        Data = given.Data,
        Adapter = OfNewcomers(run.ReadConfig().Adapter),
        Start = new StartConfig { Kind = StartKind.LoraLike, Run = run.FullPath },
        Rounds = new RoundsConfig(),
        Training = merged.Training with
        {
            Steps = given.Training.Steps > 0 ? given.Training.Steps : DefaultSteps,
            Phases = "S",
            Seed = given.Training.Seed,
        },
    };

    private static AdapterConfig OfNewcomers(AdapterConfig adapter) =>
        adapter with { Method = adapter.Method.OfNewcomers };

    /// <summary>
    /// Halfway between the known users' least and what a random subspace reaches; of fewer than three users there is
    /// nothing to go by.
    /// </summary>
    private static double? Limit(Dictionary<string, double>.ValueCollection known, double chance) =>
        known.Count < 3 ? null : (known.Min() + chance) / 2;

    /// <summary>ρ of the run's own users, from its folder or, once, from their rows.</summary>
    private static Dictionary<string, double> FitOfKnown(
        RunDirectory run, RunBinding? binding, RunSetup newcomers, SubspaceFit fit, IRunListener listener)
    {
        var path = Path.Combine(run.FullPath, "subspace.json");
        var identity = RunIdentity.OfAdapter(run.Final);
        if (File.Exists(path) && Kept(path, listener) is { } kept && kept.Adapter == identity)
            return kept.Fit.ToDictionary();
        try
        {
            var config = run.ReadConfig();
            var rows = binding?.Split(config, testAlone: false).Users
                ?? DatasetSplit.Of(DataSource.Read(config.Data), config.Data, config.Prompt, config.Training.Seed);
            var encoder = new ExampleEncoder(newcomers.Model.Tokenizer, config.Prompt);
            var encoded = rows.Select((user, i) => Encoded(encoder, user.Train, i)).ToList();
            var fits = Fits(fit, encoded, listener);
            var known = new Dictionary<string, double>();
            for (var user = 0; user < rows.Count; user++) known.Add(rows[user].User, fits[user]);
            Decoration.Add(listener, path, () => RunJson.Write(path, new KnownFit(identity, known)));
            return known;
        }
        catch (InputException e)
        {
            listener.Note($"the rows of the run's own users are not here, or not as they were ({e.Message}): "
                + "nothing to compare the newcomers' fit with");
            return [];
        }
    }

    private static List<TokenSequence> Encoded(
        ExampleEncoder encoder, IReadOnlyList<Example> examples, int user) =>
        examples.Select(example => encoder.Encode(example, user)).OfType<TokenSequence>().ToList();

    /// <summary>What an earlier onboarding measured; null where it is damaged, for it can be measured again.</summary>
    private static KnownFit? Kept(string path, IRunListener listener)
    {
        try
        {
            var kept = RunJson.Read<KnownFit>(path);
            if (kept.Fit.Values.All(fit => fit is >= 0 and <= 1.001)) return kept;
            listener.Note($"{path} holds numbers that are no shares: measured again");
        }
        catch (InputException e)
        {
            listener.Note($"{e.Message}: measured again");
        }

        return null;
    }

    /// <summary>ρ of each user's first training rows.</summary>
    private static double[] Fits(
        SubspaceFit fit, IReadOnlyList<IReadOnlyList<TokenSequence>> rows, IRunListener listener)
    {
        var fits = new double[rows.Count];
        for (var user = 0; user < rows.Count; user++)
        {
            listener.Progress(new StageProgress("subspace", user + 1, rows.Count, "users"));
            fits[user] = fit.Of(new TokenBatch([.. rows[user].Take(FitRows)]));
        }

        return fits;
    }
}
