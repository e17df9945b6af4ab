using System.Globalization;
using Colora.Configuration;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Progress;
using Colora.Runs.Train;
using Colora.Studies.Similarity;
using Colora.Training;
using Microsoft.Extensions.Logging;

namespace Colora.Studies.Comparison;

/// <summary>
/// Trains and judges every arm on the same rows and steps, for every seed and number of rows. Each run's folder is named by a hash of base, rows
/// and what its effective config changes of the defaults (<c>CompareGround</c>); so what is done is not repeated, a crash costs the run in hand, the
/// report can be made again from what is there, and what was made of other rows or another base is never taken for it.
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
    private readonly WholeProgress whole;

    // Loaded when a cell is to be trained or judged: where all are kept from before none is needed.
    private readonly Lazy<ModelSession> session;
    private int begun = -1;

    private CompareRun(CompareRequest request, IRunListener listener, CancellationToken stop)
    {
        this.request = request;
        this.listener = listener;
        this.stop = stop;
        session = new Lazy<ModelSession>(() => ModelSession.Open(request.Template.Model, request.Template.Revision, request.Template.Engine));
        cells = new CompareCells(request.Cells, request.Score);
        rates = new CompareRates(request, Validated, listener, notes);
        whole = new WholeProgress(listener, request.Rows.Count * request.UserCounts.Count * (request.Arms.Count * request.Seeds.Count + rates.Planned));
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
        if (request.Seeds.Contains(request.TuningSeed))
            throw new InputException("--tuning-seed", $"{request.TuningSeed}", "a seed that is not among --seeds", "choose another");
        if (request.Arms.Any(arm => arm.IsClustered) && SourceOf(request) is null)
            throw new InputException("--methods", CompareArm.Clusters, "a colora arm beside it, whose cores tell who belongs together", "add colora, or colora:START");
        request.Score.Check(request.Template.Evaluation);
        CompareRates.Check(request);
        foreach (var arm in request.Arms) CompareBudget.Check(arm, arm.Apply(request.Template), request.Template);
        foreach (var line in RowNotes.Of(request.Template, users)) listener.Note(line);
        request = request with { Ground = CompareGround.Of(request.Template, users) };
        WritablePlace.RequireFile(Path.Combine(request.Out, CompareReport.FileName), "--out");
        using var held = FolderLock.Take(request.Out);
        List<string> notices = [.. request.Ground.Notices];
        if (request.RatesFrom?.Base is { } other && other != request.Ground.Base) notices.Add("the learning rates come from a comparison on another base");
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

    /// <summary>The same beside the caller's thread; the report is written to <c>report.json</c> in the request's folder.</summary>
    /// <param name="request">What to compare.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="logger">Hears lines worth reading.</param>
    /// <param name="cancellationToken">Asks to stop after the step in hand; the same call goes on.</param>
    /// <inheritdoc cref="Execute(CompareRequest, IRunListener, CancellationToken)" path="/exception"/>
    public static Task<CompareReport> ExecuteAsync(CompareRequest request, IProgress<StageProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default) =>
        Task.Run(() =>
        {
            var report = Execute(request, new CallListener(logger, progress, default), cancellationToken);
            RunJson.Write(Path.Combine(request.Out, CompareReport.FileName), report);
            return report;
        }, cancellationToken);

    private CompareReport Execute()
    {
        var arms = new Dictionary<(int Rows, int Users), IReadOnlyList<CompareArm>>();
        foreach (var (rows, users) in request.Rows.SelectMany(rows => request.UserCounts.Select(users => (rows, users))))
        {
            // The whole budget of a race is known when it was run.
            foreach (var arm in request.Arms.Where(arm => !arm.IsWholeBudget)) Compare(arm, rows, users);
            List<CompareArm> all = [.. request.Arms];
            if (!request.Exact && all.TrueForAll(arm => !arm.IsWholeBudget) && BestFixed(rows, users) is { } best)
            {
                all.Add(best);
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{best.Name}, {rows} training rows, {UsersOf(users)} users: the fixed arm that is best on validation rows, trained for all that {Raced(rows, users)!.Name} had, heats and run."));
            }

            foreach (var arm in all.Where(arm => arm.IsWholeBudget)) Compare(arm, rows, users);
            arms[(rows, users)] = all;
        }

        foreach (var same in outcomes.GroupBy(pair => pair.Key.Users)) CompareOutcome.RequireSameTests([.. same.Select(pair => pair.Value)]);
        foreach (var same in outcomes.GroupBy(pair => pair.Key with { Arm = "" })) CompareOutcome.RequireSameValidation([.. same.Select(pair => pair.Value)]);

        // The report is on disk before what only adds to it is tried.
        var report = CompareStatistics.Report(request, arms, outcomes);
        report = report with { Notes = [.. request.Said, .. report.Notes, .. notes.Distinct()], Base = request.Ground!.Base };
        RunJson.Write(Path.Combine(request.Out, CompareReport.FileName), report);
        Decoration.Add(listener, "likeness of the users", () =>
        {
            if (SimilarityOf() is not { } similarity) return;
            report = report with { Similarity = similarity };
            RunJson.Write(Path.Combine(request.Out, CompareReport.FileName), report);
        });
        return report;
    }

    private void Compare(CompareArm arm, int rows, int users)
    {
        var total = request.Rows.Count * request.UserCounts.Count * request.Arms.Count * request.Seeds.Count;
        if (!request.Arms.Contains(arm)) whole.Add(request.Seeds.Count + rates.PlannedFor(arm));
        var tuning = new CompareKey(arm.Name, rows, users, request.TuningSeed);
        double? rate = arm.Method is null ? null : rates.Of(arm, tuning);
        foreach (var key in request.Seeds.Select(seed => tuning with { Seed = seed }))
        {
            stop.ThrowIfCancellationRequested();
            listener.Note($"{outcomes.Count + 1} of {Math.Max(total, outcomes.Count + 1)}: {arm.Name}, {rows} rows, {(users == 0 ? "" : $"{users} users, ")}seed {key.Seed}");
            outcomes[key] = Run(arm, key, rate);
        }
    }

    /// <summary>The arm without a race that is best on validation rows, for as long as a race and its run took; none without a race, or without such an arm.</summary>
    private CompareArm? BestFixed(int rows, int users)
    {
        if (Raced(rows, users) is null) return null;
        double Loss(CompareArm arm) => request.Seeds.Average(seed => outcomes[new CompareKey(arm.Name, rows, users, seed)].Cell.Validation.Values.Average() ?? double.PositiveInfinity);
        return request.Arms.Where(arm => arm is { Method: not null, IsClustered: false, IsLocalAll: false } && !arm.Apply(request.Template).IsRaced).MinBy(Loss)?.ForWholeBudget();
    }

    private CompareArm? Raced(int rows, int users) => request.Arms.FirstOrDefault(arm => arm is { Method: not null, IsWholeBudget: false } && arm.Apply(request.Template).IsRaced && request.Seeds.All(seed => outcomes.TryGetValue(new CompareKey(arm.Name, rows, users, seed), out var run) && run.Cell.RaceRowVisits > 0));

    private int UsersOf(int users) => users == 0 ? request.Ground!.UserCount(request.Template.Data) : users;

    /// <summary>From the cores of the first CoLoRA arm's run with the most rows and users and the first seed; none without such an arm or with fewer than three users.</summary>
    private CompareSimilarity? SimilarityOf()
    {
        if (SourceOf(request) is not { } arm) return null;
        var cell = outcomes.Where(pair => pair.Key.Arm == arm.Name && pair.Key.Seed == request.Seeds[0]).MaxBy(pair => (pair.Value.Cell.Rows, pair.Value.Cell.Users)).Value.Cell;
        if (cell.Users < LeastAlike) return null;
        var run = new RunDirectory(Path.Combine(request.Out, cell.Folder));
        return (cells.SimilarityOf(run.Name) ?? (run.IsFinished ? SimilarityOf(run) : null)) is { } found ? new CompareSimilarity(arm.Name, cell.Rows, cell.Seed, found) : null;
    }

    private SimilarityReport? SimilarityOf(RunDirectory run)
    {
        SimilarityReport? report = null;
        var kept = Path.Combine(run.FullPath, SimilarityRun.FileName);
        Decoration.Add(listener, "likeness of the users", () => report = Kept(kept, () => RunJson.Read<SimilarityReport>(kept)) ?? SimilarityRun.Execute(run, listener));
        return report;
    }

    /// <summary>What an earlier call has left; null where it has left nothing, or what is damaged, for it can be made again.</summary>
    private T? Kept<T>(string path, Func<T> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? read() : null;
        }
        catch (InputException e)
        {
            listener.Note($"{e.Message}: made again");
            return null;
        }
    }

    /// <summary>The arm whose cores tell which users belong together.</summary>
    private static CompareArm? SourceOf(CompareRequest request) => request.Arms.FirstOrDefault(arm => arm.IsColora);

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
        if (arm.IsWholeBudget) template = template with { Training = template.Training with { Steps = WholeBudget(arm, key) } };
        var config = arm.Apply(template);
        var optimizer = config.Optimizer;
        if (rate is { } chosen)
            optimizer = optimizer with { LearningRate = chosen, CoreLearningRate = chosen * optimizer.CoreLearningRate / template.Optimizer.LearningRate };
        return CompareBudget.Level(request, UsersOf(key.Users), config with
        {
            Data = config.Data with { ExamplesPerUser = key.Rows + (int)template.Data.Validation, MaxUsers = key.Users == 0 ? config.Data.MaxUsers : key.Users },
            Optimizer = optimizer,
            Training = config.Training with { Seed = key.Seed },
        });
    }

    /// <summary>Steps that see as many rows as a race and its run together, mean over the seeds.</summary>
    private int WholeBudget(CompareArm arm, CompareKey key)
    {
        var raced = Raced(key.Rows, key.Users)
            ?? throw new InputException("--methods", $"\"{arm.Name}\" without an arm whose start is raced for", "colora:auto beside it: its heats are the budget", "add colora:auto, or leave the arm out");
        var cells = request.Seeds.Select(seed => outcomes[new CompareKey(raced.Name, key.Rows, key.Users, seed)].Cell).ToList();
        var most = RacePlan.MostTimes(raced.Apply(request.Template).Start, request.Template.Training.Steps);
        if (cells.Find(cell => cell.RowVisits == 0 || (double)cell.RaceRowVisits / cell.RowVisits > most) is { } odd)
            throw new InputException(odd.Folder, $"heats of {odd.RaceRowVisits} rows beside a run of {odd.RowVisits}", string.Create(CultureInfo.InvariantCulture, $"at most {most:0.##} times as many"), "the kept run is damaged: delete its file, and it is made anew");
        return CompareBudget.StepsFor(arm, request, cells.Average(cell => (double)(cell.RowVisits + cell.RaceRowVisits) / cell.RowVisits));
    }

    private RunDirectory DirectoryOf(CompareArm arm, CompareKey key, double? rate)
    {
        var config = ConfigOf(arm, key, rate);
        var from = arm.IsClustered ? DirectoryOf(SourceOf(request)!, key with { Arm = SourceOf(request)!.Name }, rate).Name : "";
        var hash = request.Ground!.HashOf(config, (arm.Method is null ? CompareArm.Bare : "") + from);
        return new RunDirectory(Path.Combine(request.Out, "runs", $"{FileNameOf(arm.Name)}-n{key.Rows}-s{config.Training.Seed}-{hash}"));
    }

    /// <summary>An ablation's value may hold anything; the hash behind it tells two apart that look alike here.</summary>
    private static string FileNameOf(string arm) => string.Concat(arm.Take(LongestArm).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '=' or '+' or '_' ? c : '-'));

    private static string NameOf(CompareArm arm, CompareKey key) => $"{arm.Name} n={key.Rows} seed {key.Seed}";

    private RunDirectory Train(CompareArm arm, CompareKey key, double? rate)
    {
        var config = ConfigOf(arm, key, rate);
        var from = arm.IsClustered ? Train(SourceOf(request)!, key with { Arm = SourceOf(request)!.Name }, rate) : null;
        var directory = DirectoryOf(arm, key, rate);
        var isSame = directory.IsBegun && ConfigWriter.ToYaml(ConfigReader.Read<RunConfig>(directory.Config, []).WithoutPlaces()) == ConfigWriter.ToYaml(config.WithoutPlaces());
        if (isSame && directory.IsFinished)
        {
            directory.Settle();
            return directory;
        }

        var mode = directory.IsBegun && !isSame ? ResumeMode.Overwrite : ResumeMode.Resume;
        var marker = Path.Combine(directory.FullPath, DivergedName);
        if (File.Exists(marker)) throw new DivergenceException(RunJson.Read<string>(marker), $"before, in {directory.FullPath}");
        var quiet = new PartProgress(whole, NameOf(arm, key), begun, PartProgress.Training);
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

        var outcome = Judge(arm, key, rate, arm.Method is null ? directory : Train(arm, key, rate));
        return cells.Keep(directory.Name, outcome, request.Cells is not null && SourceOf(request)?.Name == arm.Name && key.Seed == request.Seeds[0] && outcome.Cell.Users >= LeastAlike ? SimilarityOf(directory) : null);
    }

    private CompareOutcome Judge(CompareArm arm, CompareKey key, double? rate, RunDirectory directory)
    {
        // Held even where all is there already: a lock of a killed process goes with it.
        using var held = FolderLock.Take(directory.FullPath);
        var config = ConfigOf(arm, key, rate);
        var adapter = arm.Method is null ? null : directory.Final;
        var (path, reported) = (Path.Combine(directory.FullPath, EvaluateRun.PredictionsName), Path.Combine(directory.FullPath, EvaluateRun.ReportName));
        var report = Kept(reported, () => RunJson.Read<EvaluationReport>(reported));
        var predictions = report is null ? null : Kept(path, () => RunJson.ReadPredictions(path));
        if (report is not null && predictions is not null) listener.Note("  kept from before: the same base, rows and settings");
        else
        {
            EvaluateRun.Execute(new EvaluateRequest(config, arm.Name, adapter, null, directory.FullPath) { Run = arm.Method is null ? null : directory }, new PartProgress(whole, NameOf(arm, key), begun + PartProgress.Training, 1 - PartProgress.Training), session.Value);
            (report, predictions) = (RunJson.Read<EvaluationReport>(reported), RunJson.ReadPredictions(path));
        }

        var judged = JudgedRows.Of(path, predictions);
        var scores = predictions.Select(row => (row.User, Value: request.Score.Of(row))).Where(row => row.Value is not null)
            .ToLookup(row => row.User, row => row.Value!.Value);
        var means = scores.ToDictionary(user => user.Key, user => user.Average());
        var measures = report.Mean;
        var labelled = key.Rows + (int)request.Template.Data.Validation;
        var relative = Path.GetRelativePath(request.Out, directory.FullPath);
        var losses = CompareFallback.IsCandidate(arm) ? ValidationLosses.Of(config, arm.Method is null, directory.FullPath, () => session.Value) : ((ILookup<string, IReadOnlyList<double>> Losses, JudgedRows Rows)?)null;
        if (arm.Method is null)
            return new CompareOutcome(new CompareCell(arm.Name, key.Rows, means.Count, key.Seed, null, relative, means, new Dictionary<string, double?>(), 0, 0, 0) { Measures = measures, LabelledRows = labelled }, scores, losses?.Losses) { Judged = judged, Validated = losses?.Rows };
        var info = RunJson.Read<RunInfo>(directory.Info);
        var summary = RunJson.Read<RunSummary>(directory.Summary);
        var race = directory.ReadStart();
        var cell = new CompareCell(arm.Name, key.Rows, means.Count, key.Seed, rate, relative, means, summary.ValidationOfUser, info.TrainedParameters, BytesOf(directory), summary.Seconds)
        {
            Measures = measures,
            LabelledRows = labelled,
            RowVisits = summary.RowVisits,
            Tokens = summary.Tokens,
            RaceRowVisits = race?.RowVisits ?? 0,
            RaceTokens = race?.Tokens ?? 0,
            StepLimited = RunMeasures.StepLimited(summary),
            PersonalShare = RunMeasures.PersonalShare(directory),
        };
        return new CompareOutcome(cell, scores, losses?.Losses) { Judged = judged, Validated = losses?.Rows };
    }

    private static long BytesOf(RunDirectory directory) => !File.Exists(directory.Traffic) ? 0
        : Formats.Jsonl.JsonlReader.Read(directory.Traffic).Sum(row => row.Whole(directory.Traffic, "down") + row.Whole(directory.Traffic, "up"));
}
