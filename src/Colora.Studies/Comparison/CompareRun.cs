using System.Globalization;
using Colora.Configuration;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Progress;
using Colora.Runs.Tenancy;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Training;
using Microsoft.Extensions.Logging;

namespace Colora.Studies.Comparison;

/// <summary>
/// Trains and judges every arm on the same rows and steps, for every seed and number of rows. Each run's folder is
/// named by a hash of base, rows and what its effective config changes of the defaults (<c>CompareGround</c>); so
/// what is done is not repeated, a crash costs the run in hand, the report can be made again from what is there, and
/// what was made of other rows or another base is never taken for it.
/// </summary>
public sealed class CompareRun
{
    private const int LongestArm = 80;
    private const int LeastAlike = 3;
    private const string DivergedName = "diverged.json";

    private readonly CompareRequest request;
    private readonly IRunListener listener;
    private readonly CancellationToken stop;
    private readonly CompareCells cells;
    private readonly CompareRates rates;
    private readonly Dictionary<CompareKey, CompareOutcome> outcomes = [];
    private readonly List<string> notes = [];
    private readonly int planned;
    private readonly WholeProgress whole;
    private readonly CompareJudge judge;

    // Loaded when a cell is to be trained or judged: where all are kept from before none is needed.
    private readonly Lazy<ModelSession> session;
    private int begun = -1;

    private CompareRun(CompareRequest request, IRunListener listener, CancellationToken stop)
    {
        this.request = request;
        this.listener = listener;
        this.stop = stop;
        var template = request.Template;
        session = new Lazy<ModelSession>(() => ModelSession.Open(template.Model, template.Revision, template.Engine));
        cells = new CompareCells(request.Cells, request.Score);
        rates = new CompareRates(request, Validated, listener, notes);
        planned = request.Sizes.Count() * request.Arms.Count * request.Seeds.Count;
        whole = new WholeProgress(listener, planned + request.Sizes.Count() * rates.Planned);
        judge = new CompareJudge(request, listener, whole, session);
    }

    /// <summary>Runs what is missing and reports on all.</summary>
    /// <param name="request">What to compare.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="stop">Asks to stop after the step in hand.</param>
    /// <exception cref="InputException">Bad input.</exception>
    /// <exception cref="DivergenceException">A run of the comparison, or every rate of an arm, diverged.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop; the same call goes on.</exception>
    public static CompareReport Execute(CompareRequest request, IRunListener listener, CancellationToken stop = default)
    {
        foreach (var arm in request.Arms) arm.Check(request.Template);
        (request, var users) = CompareDefaults.Complete(request, listener);
        Check(request);
        foreach (var line in RowNotes.Of(request.Template, users)) listener.Note(line);
        request = request with { Ground = CompareGround.Of(request.Template, users) };
        WritablePlace.RequireFile(Path.Combine(request.Out, CompareReport.FileName), "--out");
        using var held = FolderLock.Take(request.Out);
        var notices = Notices(request, request.Ground);
        foreach (var line in notices) listener.Note(line);
        request = request with { Said = [.. notices, .. request.Said] };
        var run = new CompareRun(request, listener, stop);
        try
        {
            return run.Execute();
        }
        finally
        {
            if (run.session.IsValueCreated) run.session.Value.Dispose();
        }
    }

    /// <summary>
    /// The same beside the caller's thread; the report is written to <c>report.json</c> in the request's folder.
    /// </summary>
    /// <param name="request">What to compare.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="logger">Hears lines worth reading.</param>
    /// <param name="cancellationToken">Asks to stop after the step in hand; the same call goes on.</param>
    /// <inheritdoc cref="Execute(CompareRequest, IRunListener, CancellationToken)" path="/exception"/>
    public static Task<CompareReport> ExecuteAsync(
        CompareRequest request,
        IProgress<StageProgress>? progress = null,
        ILogger? logger = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                var report = Execute(request, new CallListener(logger, progress, default), cancellationToken);
                Write(request, report);
                return report;
            },
            cancellationToken);

    /// <summary>Refuses what cannot be compared.</summary>
    private static void Check(CompareRequest request)
    {
        var tuning = request.TuningSeeds;
        if (tuning.Count == 0 || tuning.Distinct().Count() < tuning.Count || tuning.Any(seed => seed < 0 || request.Seeds.Contains(seed)))
        {
            throw new InputException(
                "--tuning-seed",
                string.Join(",", tuning),
                "seeds of 0 or more, each once, that are not among --seeds",
                "choose others");
        }

        if (request.Arms.Any(arm => arm.IsClustered) && SourceOf(request) is null)
        {
            throw new InputException(
                "--methods",
                CompareArm.Clusters,
                "a colora arm beside it, whose cores tell who belongs together",
                "add colora, or colora:START");
        }

        request.Score.Check(request.Template.Evaluation);
        CompareRates.Check(request);
        foreach (var arm in request.Arms) CompareBudget.Check(arm, arm.Apply(request.Template), request.Template);
    }

    private static List<string> Notices(CompareRequest request, CompareGround ground)
    {
        List<string> notices = [.. ground.Notices];
        if (request.RatesFrom?.Base is { } other && other != ground.Base)
            notices.Add("the learning rates come from a comparison on another base");
        return notices;
    }

    private static void Write(CompareRequest request, CompareReport report) =>
        RunJson.Write(Path.Combine(request.Out, CompareReport.FileName), report);

    private CompareReport Execute()
    {
        var arms = new Dictionary<(int Rows, int Users), IReadOnlyList<CompareArm>>();
        foreach (var (rows, users) in request.Sizes) arms[(rows, users)] = CompareAll(rows, users);
        RequireSameRows();

        // The report is on disk before what only adds to it is tried.
        var report = CompareStatistics.Report(request, arms, outcomes);
        List<string> all = [.. request.Said, .. report.Notes, .. notes.Distinct()];
        report = report with { Notes = all, Base = request.Ground!.Base };
        Write(request, report);
        Decoration.Add(listener, "likeness of the users", () =>
        {
            if (SimilarityOf() is not { } similarity) return;
            report = report with { Similarity = similarity };
            Write(request, report);
        });
        return report;
    }

    /// <summary>Runs all arms at one size.</summary>
    /// <returns>The arms: those asked for, and what was added.</returns>
    private List<CompareArm> CompareAll(int rows, int users)
    {
        // The whole budget of a race is known when it was run.
        foreach (var arm in request.Arms.Where(arm => !arm.IsWholeBudget)) Compare(arm, rows, users);
        List<CompareArm> all = [.. request.Arms];
        var mayAdd = !request.Exact && all.TrueForAll(arm => !arm.IsWholeBudget);
        if (mayAdd && BestFixed(rows, users) is { } best)
        {
            all.Add(best);
            notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{best.Name}, {rows} training rows, {UsersOf(users)} users: "
                + $"the fixed arm that is best on validation rows, "
                + $"trained for all that {Raced(rows, users)!.Name} had, heats and run."));
        }

        foreach (var arm in all.Where(arm => arm.IsWholeBudget)) Compare(arm, rows, users);
        return all;
    }

    private void RequireSameRows()
    {
        foreach (var same in outcomes.GroupBy(pair => pair.Key.Users))
            CompareOutcome.RequireSameTests([.. same.Select(pair => pair.Value)]);
        foreach (var same in outcomes.GroupBy(pair => pair.Key with { Arm = "" }))
            CompareOutcome.RequireSameValidation([.. same.Select(pair => pair.Value)]);
    }

    private void Compare(CompareArm arm, int rows, int users)
    {
        if (!request.Arms.Contains(arm)) whole.Add(request.Seeds.Count + rates.PlannedFor(arm));
        var size = new CompareKey(arm.Name, rows, users, 0);
        double? rate = arm.Method is null ? null : rates.Of(arm, size);
        foreach (var key in request.Seeds.Select(seed => size with { Seed = seed }))
        {
            stop.ThrowIfCancellationRequested();
            var number = outcomes.Count + 1;
            var some = users == 0 ? "" : $"{users} users, ";
            listener.Note($"{number} of {Math.Max(planned, number)}: {arm.Name}, {rows} rows, {some}seed {key.Seed}");
            outcomes[key] = Run(arm, key, rate);
        }
    }

    /// <summary>
    /// The arm without a race that is best on validation rows, for as long as a race and its run took; none without a
    /// race, or without such an arm.
    /// </summary>
    private CompareArm? BestFixed(int rows, int users)
    {
        if (Raced(rows, users) is null) return null;
        return request.Arms.Where(IsFixed).MinBy(MeanLoss)?.ForWholeBudget();

        double MeanLoss(CompareArm arm) => request.Seeds.Average(seed => Loss(CellOf(arm, rows, users, seed)));

        static double Loss(CompareCell cell) => cell.Validation.Values.Average() ?? double.PositiveInfinity;
    }

    private bool IsFixed(CompareArm arm) =>
        arm is { Method: not null, IsClustered: false, IsLocalAll: false } && !arm.Apply(request.Template).IsRaced;

    /// <summary>The first arm that raced for its start in every seed; none where none did.</summary>
    private CompareArm? Raced(int rows, int users)
    {
        return request.Arms.FirstOrDefault(arm => IsRaced(arm) && request.Seeds.All(seed => HasRaced(arm, seed)));

        bool IsRaced(CompareArm arm) =>
            arm is { Method: not null, IsWholeBudget: false } && arm.Apply(request.Template).IsRaced;

        bool HasRaced(CompareArm arm, long seed)
        {
            var key = new CompareKey(arm.Name, rows, users, seed);
            return outcomes.TryGetValue(key, out var run) && run.Cell.RaceRowVisits > 0;
        }
    }

    private CompareCell CellOf(CompareArm arm, int rows, int users, long seed) =>
        outcomes[new CompareKey(arm.Name, rows, users, seed)].Cell;

    private int UsersOf(int users) => users == 0 ? request.Ground!.UserCount(request.Template.Data) : users;

    /// <summary>
    /// From the cores of the first CoLoRA arm's run with the most rows and users and the first seed; none without
    /// such an arm or with fewer than three users.
    /// </summary>
    private CompareSimilarity? SimilarityOf()
    {
        if (SourceOf(request) is not { } arm) return null;
        var runs = outcomes.Where(pair => pair.Key.Arm == arm.Name && pair.Key.Seed == request.Seeds[0]);
        var cell = runs.Select(pair => pair.Value.Cell).MaxBy(cell => (cell.Rows, cell.Users))!;
        if (cell.Users < LeastAlike) return null;
        var run = new RunDirectory(Path.Combine(request.Out, cell.Folder));
        var found = cells.SimilarityOf(run.Name);
        if (found is null && run.IsFinished) found = SimilarityOf(run);
        return found is null ? null : new CompareSimilarity(arm.Name, cell.Rows, cell.Seed, found);
    }

    private SimilarityReport? SimilarityOf(RunDirectory run)
    {
        SimilarityReport? report = null;
        var path = Path.Combine(run.FullPath, SimilarityRun.FileName);
        Decoration.Add(listener, "likeness of the users", () =>
        {
            report = KeptFile.Read(path, listener, RunJson.Read<SimilarityReport>);
            report ??= SimilarityRun.Execute(run, listener);
        });
        return report;
    }

    /// <summary>The arm whose cores tell which users belong together.</summary>
    private static CompareArm? SourceOf(CompareRequest request) => request.Arms.FirstOrDefault(arm => arm.IsColora);

    /// <summary>The same run of that arm.</summary>
    private (CompareArm Arm, CompareKey Key) SourceOf(CompareKey key)
    {
        var source = SourceOf(request)!;
        return (source, key with { Arm = source.Name });
    }

    /// <summary>Best mean validation loss of a run; infinite where it diverged.</summary>
    private double Validated(CompareArm arm, CompareKey key, double rate)
    {
        try
        {
            begun++;
            var name = DirectoryOf(arm, key, rate).Name;
            if (cells.FindLoss(name) is { } known)
            {
                whole.Set(begun + 1, isOld: true);
                return known;
            }

            return cells.KeepLoss(name, MetricsLog.BestValidation(Train(arm, key, rate).Metrics));
        }
        catch (DivergenceException e)
        {
            listener.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"{arm.Name}, {key.Rows} rows, rate {rate}: {e.Message}; it counts as infinitely bad"));
            return double.PositiveInfinity;
        }
    }

    private RunConfig ConfigOf(CompareArm arm, CompareKey key, double? rate)
    {
        var template = request.Template;
        if (arm.IsWholeBudget)
            template = template with { Training = template.Training with { Steps = WholeBudget(arm, key) } };
        var config = arm.Apply(template);
        var optimizer = config.Optimizer;
        if (rate is { } chosen)
        {
            // The rate of the cores keeps its ratio to that of A and B.
            var core = chosen * optimizer.CoreLearningRate / template.Optimizer.LearningRate;
            optimizer = optimizer with { LearningRate = chosen, CoreLearningRate = core };
        }

        config = config with
        {
            Data = config.Data with
            {
                ExamplesPerUser = key.Rows + (int)template.Data.Validation,
                MaxUsers = key.Users == 0 ? config.Data.MaxUsers : key.Users,
            },
            Optimizer = optimizer,
            Training = config.Training with { Seed = key.Seed },
        };
        return CompareBudget.Level(request, UsersOf(key.Users), config);
    }

    /// <summary>Steps that see as many rows as a race and its run together, mean over the seeds.</summary>
    private int WholeBudget(CompareArm arm, CompareKey key)
    {
        var raced = Raced(key.Rows, key.Users) ?? throw new InputException(
            "--methods",
            $"\"{arm.Name}\" without an arm whose start is raced for",
            "colora:auto beside it: its heats are the budget",
            "add colora:auto with --set start.budget=1, or leave the arm out");
        var runs = request.Seeds.Select(seed => CellOf(raced, key.Rows, key.Users, seed)).ToList();
        var most = RacePlan.MostTimes(raced.Apply(request.Template).Start, request.Template.Training.Steps);
        if (runs.Find(run => run.RowVisits == 0 || (double)run.RaceRowVisits / run.RowVisits > most) is { } odd)
        {
            throw new InputException(
                odd.Folder,
                $"heats of {odd.RaceRowVisits} rows beside a run of {odd.RowVisits}",
                string.Create(CultureInfo.InvariantCulture, $"at most {most:0.##} times as many"),
                "the kept run is damaged: delete its file, and it is made anew");
        }

        var times = runs.Average(run => (double)(run.RowVisits + run.RaceRowVisits) / run.RowVisits);
        return CompareBudget.StepsFor(arm, request, times);
    }

    private RunDirectory DirectoryOf(CompareArm arm, CompareKey key, double? rate)
    {
        var config = ConfigOf(arm, key, rate);
        var extra = arm.Method is null ? CompareArm.Bare : "";
        if (arm.IsClustered)
        {
            // Other cores would tell other clusters.
            var (source, its) = SourceOf(key);
            extra += DirectoryOf(source, its, rate).Name;
        }

        var hash = request.Ground!.HashOf(config, extra);
        var name = $"{FileNameOf(arm.Name)}-n{key.Rows}-s{config.Training.Seed}-{hash}";
        return new RunDirectory(Path.Combine(request.Out, "runs", name));
    }

    /// <summary>
    /// An ablation's value may hold anything; the hash behind it tells two apart that look alike here.
    /// </summary>
    private static string FileNameOf(string arm)
    {
        return string.Concat(arm.Take(LongestArm).Select(c => IsPlain(c) ? c : '-'));

        static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '=' or '+' or '_';
    }

    private RunDirectory Train(CompareArm arm, CompareKey key, double? rate)
    {
        var config = ConfigOf(arm, key, rate);
        RunDirectory? from = null;
        if (arm.IsClustered)
        {
            var (source, its) = SourceOf(key);
            from = Train(source, its, rate);
        }

        var directory = DirectoryOf(arm, key, rate);
        var isSame = directory.IsBegun && IsSame(ConfigReader.Read<RunConfig>(directory.Config, []), config);
        if (isSame && directory.IsFinished)
        {
            directory.Settle();
            return directory;
        }

        var mode = directory.IsBegun && !isSame ? ResumeMode.Overwrite : ResumeMode.Resume;
        var marker = Path.Combine(directory.FullPath, DivergedName);
        if (File.Exists(marker))
            throw new DivergenceException(RunJson.Read<string>(marker), $"before, in {directory.FullPath}");
        var quiet = new PartProgress(whole, CompareJudge.NameOf(arm, key), begun, PartProgress.Training);
        try
        {
            if (from is null) TrainRun.Execute(config, directory.FullPath, mode, quiet, session.Value, stop);
            else ClusterRun.Execute(config, from, directory.FullPath, mode, quiet, session.Value, stop);
        }
        catch (DivergenceException e)
        {
            // The same call would come to the same numbers.
            if (directory.IsBegun) RunJson.Write(marker, e.Found);
            throw e.At($"in {arm.Name}, {key.Rows} rows, seed {key.Seed}");
        }

        return directory;
    }

    private CompareOutcome Run(CompareArm arm, CompareKey key, double? rate)
    {
        begun++;
        var directory = DirectoryOf(arm, key, rate);
        if (cells.Find(directory.Name) is { } kept)
        {
            whole.Set(begun + 1, isOld: true);
            listener.Note("  kept from before: the same base, rows and settings");
            return kept;
        }

        var run = arm.Method is null ? directory : Train(arm, key, rate);
        var outcome = judge.Judge(arm, key, rate, ConfigOf(arm, key, rate), run, begun);
        var isSource = SourceOf(request)?.Name == arm.Name && key.Seed == request.Seeds[0];
        var tellsLikeness = request.Cells is not null && isSource && outcome.Cell.Users >= LeastAlike;
        return cells.Keep(directory.Name, outcome, tellsLikeness ? SimilarityOf(directory) : null);
    }

    private static bool IsSame(RunConfig one, RunConfig other) =>
        ConfigWriter.ToYaml(one.WithoutPlaces()) == ConfigWriter.ToYaml(other.WithoutPlaces());
}
