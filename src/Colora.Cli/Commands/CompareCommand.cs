using System.CommandLine;
using System.Globalization;
using Colora.Cli.Views;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Studies.Comparison;

namespace Colora.Cli.Commands;

/// <summary><c>colora compare</c>.</summary>
internal static class CompareCommand
{
    /// <summary>Where a comparison goes, and a plan looks for its pilot, when nothing is said.</summary>
    public const string DefaultFolder = "compare-out";

    public static Command Build()
    {
        var command = new Command("compare", "Train and judge arms on the same rows and steps; say who was helped and who was hurt.");
        var methods = new Option<string>("--methods") { Description = "arms, separated by commas: base, local, pooled, colora, colora:START, local-all (alone on all labelled rows, validation rows too), clusters (a pair A, B for each group of alike users), ARM@section.key=value (an ablation), ARM@budget=auto (trained for all that colora:auto has, heats and run), or others of docs/arms.md", HelpName = "a,b", DefaultValueFactory = _ => "base,local,local-all,pooled,colora" };
        var seeds = new Option<string>("--seeds") { Description = "seeds, separated by commas", HelpName = "0,1", DefaultValueFactory = _ => "0,1,2" };
        var rows = new Option<string>("--examples-per-user", "--train-rows") { Description = "training rows of each user, separated by commas; validation rows come on top", HelpName = "4,16", DefaultValueFactory = _ => "16" };
        var counts = new Option<string?>("--users-counts") { Description = "numbers of users, separated by commas, each the first of the set; all when absent", HelpName = "2,4,8" };
        var rates = new Option<string?>("--rates") { Description = "learning rates that each arm chooses from on validation rows of --tuning-seed, widened where the edge is best; --learning-rate for all when absent", HelpName = "1e-3,3e-3" };
        var from = new Option<string?>("--rates-from") { Description = "folder of another comparison of the same users and base, whose rates are taken for the same methods and rows", HelpName = "DIR" };
        var tuning = new Option<long>("--tuning-seed") { Description = "seed of the choice of rates", HelpName = "N", DefaultValueFactory = _ => 100 };
        var folder = new Option<string>("--out") { Description = "folder of runs and report; called again, what is done is kept", HelpName = "DIR", DefaultValueFactory = _ => DefaultFolder };
        var score = new Option<string?>("--score") { Description = $"what test rows are judged by: {string.Join(", ", Score.All)}; exact-match when absent, nll where evaluation.generate is false", HelpName = "KIND" };
        var only = new Option<bool>("--only-methods") { Description = "add no arms: neither colora in rounds beside averaging arms nor, beside colora:auto, the best fixed arm with as much training" };
        var cells = new Option<string?>("--cells") { Description = "folder of finished runs as small files, to be carried to another machine or committed: what is there is not trained again", HelpName = "DIR" };
        foreach (var option in (Option[])[cells, only, methods, seeds, rows, counts, score, rates, from, tuning, folder]) command.Add(option);
        var config = ConfigOptions.AddAllBut(command, "--examples-per-user", "--method");
        return command.Does(context =>
        {
            var template = config.Read(context.Parsed).Fetched(context);
            var root = Path.GetFullPath(context.Get(folder)!);
            var request = new CompareRequest(
                template,
                [.. Words(context.Get(methods)!).Select(CompareArm.Parse)],
                [.. Words(context.Get(seeds)!).Select(word => Number<long>("--seeds", word))],
                [.. Words(context.Get(rows)!).Select(word => Number<int>("--examples-per-user", word))],
                context.Get(counts) is { } list ? [.. Words(list).Select(word => Number<int>("--users-counts", word))] : [0],
                [.. Words(context.Get(rates) ?? "").Select(word => Number<double>("--rates", word))],
                context.Get(tuning),
                context.Get(from) is { } other ? CompareReport.Read(other, "--rates-from") : null,
                root)
            {
                Exact = context.Get(only),
                Cells = context.Get(cells) is { } kept ? Path.GetFullPath(kept) : null,
                Score = context.Get(score) is { } kind ? ScoreOf(kind) : template.Evaluation.Generate ? Score.ExactMatch : Score.Nll,
            };
            if (request.RatesFrom is not null && request.Rates.Count > 0)
                throw new InputException("--rates, --rates-from", "both were given", "one of them");
            using var held = FolderLock.Take(root);
            var report = CompareRun.Execute(request, context.Listener, context.Stop);
            var files = CompareFiles.Write(root, report, context.Listener);
            return new CommandAnswer(report, () =>
            {
                Console.Out.WriteLine(CompareText.Of(report));
                Console.Out.WriteLine($"report: {Path.Combine(root, CompareReport.FileName)}, {string.Join(", ", files)}");
            });
        });
    }

    private static Score ScoreOf(string name) =>
        Score.Find(name) ?? throw new InputException("--score", $"\"{name}\"", $"one of {string.Join(", ", Score.All)}");

    private static string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static T Number<T>(string option, string word)
        where T : System.Numerics.INumber<T> =>
        T.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= T.Zero
            ? value
            : throw new InputException(option, $"\"{word}\"", "numbers of 0 or more, separated by commas");
}
