using Colora.Configuration;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Runs;

/// <summary>
/// Trains and judges every arm on the same rows and steps, for every seed and number of rows. Each run's folder is named by a hash of base, rows
/// and what its effective config changes of the defaults (<see cref="CompareGround"/>); so what is done is not repeated, a crash costs the run in hand, the
/// report can be made again from what is there, and what was made of other rows or another base is never taken for it.
/// </summary>
public static class CompareRun
{
    private const int LongestArm = 80;

    /// <summary>Runs what is missing and reports on all.</summary>
    /// <param name="request">What to compare.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="stop">Asks to stop after the step in hand.</param>
    /// <exception cref="InputException">Bad input.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop; the same call goes on.</exception>
    public static CompareReport Execute(CompareRequest request, IRunListener listener, CancellationToken stop = default)
    {
        request = CompareDefaults.Complete(request, listener);
        if (request.Seeds.Contains(request.TuningSeed))
            throw new InputException("--tuning-seed", $"{request.TuningSeed}", "a seed that is not among --seeds", "choose another");
        if (request.Arms.Any(arm => arm.IsClustered) && SourceOf(request) is null)
            throw new InputException("--methods", CompareArm.Clusters, "a colora arm beside it, whose cores tell who belongs together", "add colora, or colora:START");
        new CompareScore(request.Score).Check(request.Template.Evaluation);
        foreach (var arm in request.Arms) arm.Apply(request.Template);
        foreach (var line in RowNotes.Of(request.Template)) listener.Note(line);
        request = request with { Ground = CompareGround.Of(request.Template) };
        using var held = FolderLock.Take(request.Out);
        List<string> notices = [.. request.Ground.Notices];
        if (request.RatesFrom?.Base is { } other && other != request.Ground.Base) notices.Add("the learning rates come from a comparison on another base");
        foreach (var line in notices) listener.Note(line);
        var outcomes = new Dictionary<CompareKey, CompareOutcome>();
        var total = request.Rows.Count * request.UserCounts.Count * request.Arms.Count * request.Seeds.Count;
        foreach (var (rows, users) in request.Rows.SelectMany(rows => request.UserCounts.Select(users => (rows, users))))
        {
            foreach (var arm in request.Arms)
            {
                var rate = arm.Method is null ? null : Tune(request, arm, new CompareKey(arm.Name, rows, users, request.TuningSeed), listener, stop);
                foreach (var key in request.Seeds.Select(seed => new CompareKey(arm.Name, rows, users, seed)))
                {
                    stop.ThrowIfCancellationRequested();
                    listener.Note($"{outcomes.Count + 1} of {total}: {arm.Name}, {rows} rows, {(users == 0 ? "" : $"{users} users, ")}seed {key.Seed}");
                    outcomes[key] = Run(request, arm, key, rate, listener, stop);
                }
            }
        }

        foreach (var same in outcomes.GroupBy(pair => pair.Key.Users)) JudgedRows.RequireSame(same.Select(pair => pair.Value.Judged));
        foreach (var same in outcomes.GroupBy(pair => pair.Key with { Arm = "" })) JudgedRows.RequireSame(same.Select(pair => pair.Value.Validated).OfType<JudgedRows>());
        var report = CompareStatistics.Report(request, outcomes);
        report = report with { Similarity = SimilarityOf(request, outcomes), Notes = [.. notices, .. report.Notes], Base = request.Ground.Base };
        RunJson.Write(Path.Combine(request.Out, CompareReport.FileName), report);
        return report;
    }

    /// <summary>From the cores of the first CoLoRA arm's run with the most rows and users and the first seed; none without such an arm or with fewer than three users.</summary>
    private static CompareSimilarity? SimilarityOf(CompareRequest request, Dictionary<CompareKey, CompareOutcome> outcomes)
    {
        if (SourceOf(request) is not { } arm) return null;
        var cell = outcomes.Where(pair => pair.Key.Arm == arm.Name && pair.Key.Seed == request.Seeds[0]).MaxBy(pair => (pair.Value.Cell.Rows, pair.Value.Cell.Users)).Value.Cell;
        if (cell.Users < 3) return null;
        var run = new RunDirectory(Path.Combine(request.Out, cell.Folder));
        var kept = Path.Combine(run.FullPath, SimilarityRun.FileName);
        return new CompareSimilarity(arm.Name, cell.Rows, cell.Seed, File.Exists(kept) ? RunJson.Read<SimilarityReport>(kept) : SimilarityRun.Execute(run));
    }

    /// <summary>The rate of the grid with the best mean validation loss of the tuning seed.</summary>
    private static double? Tune(CompareRequest request, CompareArm arm, CompareKey key, IRunListener listener, CancellationToken stop)
    {
        // Clusters are CoLoRA on fewer users; the arm that they come from has chosen the rate.
        if (arm.IsClustered) return Tune(request, SourceOf(request)!, key with { Arm = SourceOf(request)!.Name }, listener, stop);
        if (request.RatesFrom is { } other)
        {
            // Another start of the same method has the same rates.
            return other.Cells.Where(cell => cell.Rows == key.Rows && CompareArm.FamilyOf(cell.Arm) == CompareArm.FamilyOf(arm.Name)).OrderBy(cell => cell.Arm == arm.Name ? 0 : 1).FirstOrDefault()?.Rate
                ?? throw new InputException("--rates-from", $"its report has no rate of {arm.Name} with {key.Rows} rows", "a report with all arms and numbers of rows of this comparison", "add them to that comparison first");
        }

        if (request.Rates.Count < 2) return request.Rates.Count == 1 ? request.Rates[0] : request.Template.Optimizer.LearningRate;
        return request.Rates.MinBy(rate =>
        {
            var directory = Train(request, arm, key, rate, listener, stop);
            var best = MetricsLog.ReadValidation(directory.Metrics).Min(point => point.Loss);
            listener.Note($"{arm.Name}, {key.Rows} rows, rate {rate}: validation {best:0.0000}");
            return best;
        });
    }

    /// <summary>The arm whose cores tell which users belong together.</summary>
    private static CompareArm? SourceOf(CompareRequest request) => request.Arms.FirstOrDefault(arm => arm.IsColora);

    private static RunConfig ConfigOf(CompareRequest request, CompareArm arm, CompareKey key, double? rate)
    {
        var template = request.Template;
        var config = arm.Apply(template);
        var optimizer = config.Optimizer;
        if (rate is { } chosen)
            optimizer = optimizer with { LearningRate = chosen, CoreLearningRate = chosen * optimizer.CoreLearningRate / template.Optimizer.LearningRate };
        return config with
        {
            Data = config.Data with { ExamplesPerUser = key.Rows + (int)config.Data.Validation, MaxUsers = key.Users == 0 ? config.Data.MaxUsers : key.Users },
            Optimizer = optimizer,
            Training = config.Training with { Seed = key.Seed },
        };
    }

    private static RunDirectory DirectoryOf(CompareRequest request, CompareArm arm, CompareKey key, RunConfig config, string from = "")
    {
        var hash = request.Ground!.HashOf(config, (arm.Method is null ? CompareArm.Bare : "") + from);
        return new RunDirectory(Path.Combine(request.Out, "runs", $"{FileNameOf(arm.Name)}-n{key.Rows}-s{config.Training.Seed}-{hash}"));
    }

    /// <summary>An ablation's value may hold anything; the hash behind it tells two apart that look alike here.</summary>
    private static string FileNameOf(string arm) => string.Concat(arm.Take(LongestArm).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '=' or '+' or '_' ? c : '-'));

    private static RunDirectory Train(CompareRequest request, CompareArm arm, CompareKey key, double? rate, IRunListener listener, CancellationToken stop)
    {
        var config = ConfigOf(request, arm, key, rate);
        var from = arm.IsClustered ? Train(request, SourceOf(request)!, key with { Arm = SourceOf(request)!.Name }, rate, listener, stop) : null;
        var directory = DirectoryOf(request, arm, key, config, from is null ? "" : Path.GetFileName(from.FullPath));
        var isSame = directory.IsBegun && ConfigWriter.ToYaml(ConfigReader.Read<RunConfig>(directory.Config, []).WithoutPlaces()) == ConfigWriter.ToYaml(config.WithoutPlaces());
        if (isSame && directory.IsFinished) return directory;
        var mode = directory.IsBegun && !isSame ? ResumeMode.Overwrite : ResumeMode.Resume;
        var quiet = new DemoListener(listener, $"{arm.Name} n={key.Rows} seed {key.Seed}");
        if (from is null) TrainRun.Execute(config, directory.FullPath, mode, quiet, stop);
        else ClusterRun.Execute(config, from, directory.FullPath, mode, quiet, stop);
        return directory;
    }

    private static CompareOutcome Run(CompareRequest request, CompareArm arm, CompareKey key, double? rate, IRunListener listener, CancellationToken stop)
    {
        var config = ConfigOf(request, arm, key, rate);
        var directory = arm.Method is null ? DirectoryOf(request, arm, key, config) : Train(request, arm, key, rate, listener, stop);
        var adapter = arm.Method is null ? null : directory.Final;
        if (File.Exists(Path.Combine(directory.FullPath, "report.json"))) listener.Note("  kept from before: the same base, rows and settings");
        else EvaluateRun.Execute(new EvaluateRequest(config, arm.Name, adapter, null, directory.FullPath) { Run = arm.Method is null ? null : directory }, new DemoListener(listener, $"{arm.Name} n={key.Rows} seed {key.Seed}"));
        var path = Path.Combine(directory.FullPath, "predictions.jsonl");
        var predictions = RunJson.ReadPredictions(path);
        var judged = JudgedRows.Of(path, predictions);
        var written = new CompareScore(request.Score);
        var scores = predictions.Where(written.Covers).ToLookup(row => row.User, written.Of);
        var means = scores.ToDictionary(user => user.Key, user => user.Average());
        var measures = RunJson.Read<EvaluationReport>(Path.Combine(directory.FullPath, "report.json")).Mean;
        var labelled = key.Rows + (int)request.Template.Data.Validation;
        var relative = Path.GetRelativePath(request.Out, directory.FullPath);
        var losses = CompareFallback.IsCandidate(arm) ? ValidationLosses.Of(config, adapter, directory.FullPath) : ((ILookup<string, double> Losses, JudgedRows Rows)?)null;
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
        };
        return new CompareOutcome(cell, scores, losses?.Losses) { Judged = judged, Validated = losses?.Rows };
    }

    private static long BytesOf(RunDirectory directory) => !File.Exists(directory.Traffic) ? 0
        : Formats.Jsonl.JsonlReader.Read(directory.Traffic).Sum(row => row.Value.GetProperty("down").GetInt64() + row.Value.GetProperty("up").GetInt64());
}
