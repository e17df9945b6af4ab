using Colora.Evaluation;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs;
using Colora.Runs.Evaluate;
using Colora.Runs.Progress;

namespace Colora.Studies.Comparison;

/// <summary>Judges the runs of a comparison on their test rows.</summary>
/// <param name="request">What is compared.</param>
/// <param name="listener">Hears what was kept from before.</param>
/// <param name="whole">Hears how far the comparison is.</param>
/// <param name="session">The base, loaded where rows are to be judged.</param>
internal sealed class CompareJudge(
    CompareRequest request,
    IRunListener listener,
    WholeProgress whole,
    Lazy<ModelSession> session)
{
    /// <summary>A run's name in lines of progress.</summary>
    public static string NameOf(CompareArm arm, CompareKey key) => $"{arm.Name} n={key.Rows} seed {key.Seed}";

    /// <summary>What a run gave; rows that an earlier call has judged are not judged again.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="key">Which run of it.</param>
    /// <param name="rate">Its learning rate; null for the base.</param>
    /// <param name="config">Its effective config.</param>
    /// <param name="directory">The finished run; of the base the folder of its answers.</param>
    /// <param name="number">Which part of the whole it is.</param>
    public CompareOutcome Judge(
        CompareArm arm,
        CompareKey key,
        double? rate,
        RunConfig config,
        RunDirectory directory,
        int number)
    {
        // Held even where all is there already: a lock of a killed process goes with it.
        using var held = FolderLock.Take(directory.FullPath);
        var (measures, predictions) = Answers(arm, key, config, directory, number);
        var judged = JudgedRows.Of(PredictionsOf(directory), predictions);
        var scores = ScoresOf(predictions);
        ILookup<string, IReadOnlyList<double>>? losses = null;
        JudgedRows? validated = null;
        if (CompareFallback.IsCandidate(arm))
        {
            var isBase = arm.Method is null;
            (losses, validated) = ValidationLosses.Of(config, isBase, directory.FullPath, () => session.Value);
        }

        var cell = CellOf(arm, key, rate, directory, scores) with
        {
            Measures = measures,
            LabelledRows = key.Rows + (int)request.Template.Data.Validation,
        };
        return new CompareOutcome(cell, scores, losses) { Judged = judged, Validated = validated };
    }

    /// <summary>Mean measures and the answer to each test row, as an earlier call has left them or made now.</summary>
    private (UserScore Mean, IReadOnlyList<Prediction> Predictions) Answers(
        CompareArm arm,
        CompareKey key,
        RunConfig config,
        RunDirectory directory,
        int number)
    {
        var reported = Path.Combine(directory.FullPath, EvaluateRun.ReportName);
        var predicted = PredictionsOf(directory);
        if (KeptFile.Read(reported, listener, RunJson.Read<EvaluationReport>) is { } report
            && KeptFile.Read(predicted, listener, RunJson.ReadPredictions) is { } predictions)
        {
            listener.Note("  kept from before: the same base, rows and settings");
            return (report.Mean, predictions);
        }

        var isBase = arm.Method is null;
        var adapter = isBase ? null : directory.Final;
        var evaluation = new EvaluateRequest(config, arm.Name, adapter, null, directory.FullPath)
        {
            Run = isBase ? null : directory,
        };
        var from = number + PartProgress.Training;
        var progress = new PartProgress(whole, NameOf(arm, key), from, 1 - PartProgress.Training);
        EvaluateRun.Execute(evaluation, progress, session.Value);
        return (RunJson.Read<EvaluationReport>(reported).Mean, RunJson.ReadPredictions(predicted));
    }

    private static string PredictionsOf(RunDirectory directory) =>
        Path.Combine(directory.FullPath, EvaluateRun.PredictionsName);

    /// <summary>Score of each judged row, by user.</summary>
    private ILookup<string, double> ScoresOf(IReadOnlyList<Prediction> predictions)
    {
        var rows = predictions.Select(row => (row.User, Score: request.Score.Of(row)));
        return rows.Where(row => row.Score is not null).ToLookup(row => row.User, row => row.Score!.Value);
    }

    private CompareCell CellOf(
        CompareArm arm,
        CompareKey key,
        double? rate,
        RunDirectory directory,
        ILookup<string, double> scores)
    {
        var means = scores.ToDictionary(user => user.Key, user => user.Average());
        var bare = new CompareCell(
            Arm: arm.Name,
            Rows: key.Rows,
            Users: means.Count,
            Seed: key.Seed,
            Rate: null,
            Folder: Path.GetRelativePath(request.Out, directory.FullPath),
            Score: means,
            Validation: new Dictionary<string, double?>(),
            Parameters: 0,
            Bytes: 0,
            Seconds: 0);
        if (arm.Method is null) return bare;
        var info = RunJson.Read<RunInfo>(directory.Info);
        var summary = RunJson.Read<RunSummary>(directory.Summary);
        var race = directory.ReadStart();
        return bare with
        {
            Rate = rate,
            Validation = summary.ValidationOfUser,
            Parameters = info.TrainedParameters,
            Bytes = BytesOf(directory),
            Seconds = summary.Seconds,
            RowVisits = summary.RowVisits,
            Tokens = summary.Tokens,
            RaceRowVisits = race?.RowVisits ?? 0,
            RaceTokens = race?.Tokens ?? 0,
            StepLimited = RunMeasures.StepLimited(summary),
            PersonalShare = RunMeasures.PersonalShare(directory),
        };
    }

    /// <summary>Bytes moved in rounds, up and down.</summary>
    private static long BytesOf(RunDirectory directory)
    {
        var path = directory.Traffic;
        if (!File.Exists(path)) return 0;
        return JsonlReader.Read(path).Sum(row => row.Whole(path, "down") + row.Whole(path, "up"));
    }
}
