using System.Diagnostics;
using System.Globalization;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Data;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Progress;
using Colora.Training;

namespace Colora.Runs.Evaluate;

/// <summary>
/// Judges test rows per user: by a run's adapter, by the base alone, or by a PEFT adapter that all users share.
/// </summary>
public static class EvaluateRun
{
    /// <summary>Name of the file of predictions, a row each.</summary>
    public const string PredictionsName = "predictions.jsonl";

    /// <summary>Name of the report.</summary>
    public const string ReportName = "report.json";

    /// <summary>
    /// Judges and, with a folder given, writes <c>predictions.jsonl</c> and <c>report.json</c> there.
    /// </summary>
    /// <param name="request">What to judge.</param>
    /// <param name="listener">Hears progress.</param>
    /// <param name="session">A base that is loaded already, or none: then it is loaded for this.</param>
    /// <exception cref="InputException">Bad input, or no user has test rows.</exception>
    public static EvaluationReport Execute(EvaluateRequest request, IRunListener listener, ModelSession? session = null)
    {
        if (request.Out is { } folder)
            foreach (var name in (string[])[PredictionsName, ReportName])
                WritablePlace.RequireFile(Path.Combine(folder, name), "--out");
        using var held = request.Out is null ? null : FolderLock.Take(request.Out);
        var (report, predictions) = Judge(request, listener, session);
        if (request.Out is { } target)
        {
            RunJson.WritePredictions(Path.Combine(target, PredictionsName), predictions);
            RunJson.Write(Path.Combine(target, ReportName), report);
        }

        return report;
    }

    /// <summary>Judges; nothing is written.</summary>
    /// <inheritdoc cref="Execute"/>
    internal static (EvaluationReport Report, IReadOnlyList<Prediction> Predictions) Judge(
        EvaluateRequest request, IRunListener listener, ModelSession? session = null)
    {
        var watch = Stopwatch.StartNew();
        var config = request.Config;
        foreach (var line in SourceNotes.Say(config)) listener.Note(line);
        var binding = request.Run is { } run ? RunBinding.Of(run, request.AllowChanged, listener) : null;
        var (users, changes) = Split(request, binding);
        var overlap = binding?.Rows.OverlapWith(users) ?? [];
        var said = UserOverlap.Say(overlap);
        foreach (var line in said) listener.Note(line);
        using var model = RunBinding.Load(binding, session, config.Model, config.Revision, config.Engine);
        using var weights = LoadAdapter(request, model);
        var window = PromptWindow.Of(
            config.Prompt, config.Evaluation.MaxNewTokens, model.Network.Blueprint.MaxPositions);
        var encoder = new JudgeEncoder(model.Tokenizer, config.Prompt, window);
        var counts = RowNotes.CountTests(users, encoder, config.Evaluation.MaxRows);
        foreach (var line in RowNotes.OfInstructions(users)) listener.Note(line);
        foreach (var line in RowNotes.OfTests(counts, config, window)) listener.Note(line);
        var rows = Rows(users, weights, config.Evaluation, encoder);
        var evaluator = new Evaluator(
            model.Network, model.Tokenizer, [.. model.Ends, encoder.EndId], config.Evaluation);
        var predictions = DivergenceException.During(
            $"while judging {request.Method}", () => evaluator.Judge(weights, rows, window, Progress));
        var names = users.Select(user => user.User).ToList();
        var seconds = Math.Round(watch.Elapsed.TotalSeconds, 2);
        var unjudged = counts.ToDictionary(count => count.User, count => count.Unjudged);
        var report = EvaluationReport.Of(request.Method, names, predictions, seconds, unjudged) with
        {
            Changes = [.. changes, .. binding?.Changes ?? []],
            Overlap = overlap,
            Notices = said,
        };
        return (report, predictions);

        void Progress(string stage, int done, int total) =>
            listener.Progress(new StageProgress(stage, done, total, "rows"));
    }

    /// <summary>
    /// The run's rows as it split them; where options name other rows, those, which is kept for the report.
    /// </summary>
    private static (IReadOnlyList<UserDataset> Users, IReadOnlyList<string> Changes) Split(
        EvaluateRequest request, RunBinding? binding)
    {
        var config = request.Config;
        if (binding is null) return (SplitAnew(config), []);
        var (begun, asked) = (request.Run!.ReadConfig().Rooted().Data, config.Rooted().Data);
        List<string> others = [];
        if (asked.Path != begun.Path) others.Add($"data.path {asked.Path}");
        if (asked.UserColumn != begun.UserColumn) others.Add($"data.user_column {asked.UserColumn}");
        if (asked.TestShare != begun.TestShare)
            others.Add(string.Create(CultureInfo.InvariantCulture, $"data.test_share {asked.TestShare}"));
        if (others.Count == 0) return (binding.Split(config, testAlone: true).Users, []);
        return (SplitAnew(config), [$"other rows than the run's, as asked for: {string.Join(", ", others)}"]);
    }

    private static IReadOnlyList<UserDataset> SplitAnew(RunConfig config)
    {
        var rows = DataSource.Read(config.Data, testAlone: true);
        return DatasetSplit.Of(rows, config.Data, config.Prompt, config.Training.Seed);
    }

    private static AdapterWeights? LoadAdapter(EvaluateRequest request, LoadedModel model)
    {
        if (request.RunAdapter is { } run) return AdapterFiles.Read(run, model.Network);
        return request.PeftAdapter is { } peft ? PeftImporter.Read(peft, model.Network) : null;
    }

    private static List<JudgedRow> Rows(
        IReadOnlyList<UserDataset> users, AdapterWeights? weights, EvaluationConfig config, JudgeEncoder encoder)
    {
        if (users.All(user => user.Test.Count == 0))
            throw new InputException("data", "no user has test rows", "a test.jsonl, or data.test_share above 0");
        var rows = new List<JudgedRow>();
        foreach (var user in users)
        {
            var number = NumberOf(user.User, weights);
            var test = config.MaxRows > 0 ? user.Test.Take(config.MaxRows) : user.Test;
            rows.AddRange(test.Select(example => encoder.Encode(example, number)).OfType<JudgedRow>());
        }

        return rows.Count > 0
            ? rows
            : throw new InputException(
                "prompt.max_length", "every test answer alone passes it", "a test row whose answer fits",
                "raise prompt.max_length");
    }

    /// <summary>The user's number in the adapter; that of one user may serve users whom it does not know.</summary>
    private static int NumberOf(string user, AdapterWeights? weights)
    {
        if (weights is null || weights.Layout.Users.Count == 1 && !weights.Layout.Users.Contains(user)) return 0;
        return weights.Layout.NumberOf(user, "data.users");
    }
}
