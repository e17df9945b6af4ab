using System.CommandLine;
using System.Globalization;
using Colora.Cli.Views;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;

namespace Colora.Cli.Commands;

/// <summary><c>colora compare</c>.</summary>
internal sealed class CompareCommand
{
    /// <summary>Where a comparison goes, and a plan looks for its pilot, when nothing is said.</summary>
    public const string DefaultFolder = "compare-out";

    private const string About =
        "Train and judge arms on the same rows and steps; say who was helped and who was hurt.";

    private readonly Option<string> methods = new("--methods")
    {
        Description = "arms, separated by commas: base, local, pooled, colora, colora:START, local-all (alone on "
            + "all labelled rows, validation rows too), clusters (a pair A, B for each group of alike users), "
            + "ARM@section.key=value (an ablation), ARM@budget=auto (trained for all that colora:auto has, heats "
            + "and run), or others of docs/arms.md",
        HelpName = "a,b",
        DefaultValueFactory = _ => "base,local,local-all,pooled,colora",
    };

    private readonly Option<string> seeds = new("--seeds")
    {
        Description = "seeds, separated by commas",
        HelpName = "0,1",
        DefaultValueFactory = _ => "0,1,2",
    };

    private readonly Option<string> rows = new("--examples-per-user", "--train-rows")
    {
        Description = "training rows of each user, separated by commas; validation rows come on top",
        HelpName = "4,16",
        DefaultValueFactory = _ => "16",
    };

    private readonly Option<string?> counts = new("--users-counts")
    {
        Description = "numbers of users, separated by commas, each the first of the set; all when absent",
        HelpName = "2,4,8",
    };

    private readonly Option<string?> rates = new("--rates")
    {
        Description = "learning rates that each arm chooses from on validation rows of --tuning-seed, widened "
            + "where the edge is best; --learning-rate for all when absent",
        HelpName = "1e-3,3e-3",
    };

    private readonly Option<string?> from = new("--rates-from")
    {
        Description = "folder of another comparison of the same users and base, whose rates are taken for the same "
            + "methods and rows",
        HelpName = "DIR",
    };

    private readonly Option<string> tuning = new("--tuning-seed")
    {
        Description = "seeds of the choice of rates, separated by commas; of several the mean chooses",
        HelpName = "100,101",
        DefaultValueFactory = _ => "100",
    };

    private readonly Option<string> folder = new("--out")
    {
        Description = "folder of runs and report; called again, what is done is kept",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultFolder,
    };

    private readonly Option<string?> score = new("--score")
    {
        Description = $"what test rows are judged by: {Scores}; exact-match when absent, nll where "
            + "evaluation.generate is false",
        HelpName = "KIND",
    };

    private readonly Option<bool> only = new("--only-methods")
    {
        Description = "add no arms: neither colora in rounds beside averaging arms nor, beside colora:auto, the "
            + "best fixed arm with as much training",
    };

    private readonly Option<string?> cells = new("--cells")
    {
        Description = "folder of finished runs as small files, to be carried to another machine or committed: what "
            + "is there is not trained again",
        HelpName = "DIR",
    };

    private readonly ConfigOptions config;

    private CompareCommand(Command command)
    {
        Option[] options =
        [
            cells, only, methods, seeds, rows, counts, score, rates, from, tuning, folder,
        ];
        foreach (var option in options) command.Add(option);
        config = ConfigOptions.AddAllBut(command, "--examples-per-user", "--method");
    }

    public static Command Build()
    {
        var command = new Command("compare", About);
        return command.Does(new CompareCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        var request = RequestOf(context);
        if (request.RatesFrom is not null && request.Rates.Count > 0)
            throw new InputException("--rates, --rates-from", "both were given", "one of them");
        var root = request.Out;
        using var held = FolderLock.Take(root);
        var report = CompareRun.Execute(request, context.Listener, context.Stop);
        var files = CompareFiles.Write(root, report, context.Listener);
        return new CommandAnswer(report, () =>
        {
            Console.Out.WriteLine(CompareText.Of(report));
            Console.Out.WriteLine($"report: {Path.Combine(root, CompareReport.FileName)}, {string.Join(", ", files)}");
        });
    }

    private CompareRequest RequestOf(CommandContext context)
    {
        var template = config.Read(context.Parsed).Fetched(context);
        return new CompareRequest(
            Template: template,
            Arms: [.. Words(context.Get(methods)!).Select(CompareArm.Parse)],
            Seeds: Numbers<long>("--seeds", context.Get(seeds)!),
            Rows: Numbers<int>("--examples-per-user", context.Get(rows)!),
            UserCounts: context.Get(counts) is { } list ? Numbers<int>("--users-counts", list) : [0],
            Rates: Numbers<double>("--rates", context.Get(rates) ?? ""),
            TuningSeeds: Numbers<long>("--tuning-seed", context.Get(tuning)!),
            RatesFrom: context.Get(from) is { } other ? CompareReport.Read(other, "--rates-from") : null,
            Out: Path.GetFullPath(context.Get(folder)!))
        {
            Exact = context.Get(only),
            Cells = context.Get(cells) is { } kept ? Path.GetFullPath(kept) : null,
            Score = ScoreOf(context, template),
        };
    }

    private Score ScoreOf(CommandContext context, RunConfig template)
    {
        if (context.Get(score) is { } kind) return ScoreOf(kind);
        return template.Evaluation.Generate ? Score.ExactMatch : Score.Nll;
    }

    private static string Scores => string.Join(", ", Score.All);

    private static Score ScoreOf(string name) =>
        Score.Find(name) ?? throw new InputException("--score", $"\"{name}\"", $"one of {Scores}");

    private static string[] Words(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static T[] Numbers<T>(string option, string list)
        where T : System.Numerics.INumber<T> =>
        [.. Words(list).Select(word => Number<T>(option, word))];

    private static T Number<T>(string option, string word)
        where T : System.Numerics.INumber<T> =>
        T.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= T.Zero
            ? value
            : throw new InputException(option, $"\"{word}\"", "numbers of 0 or more, separated by commas");
}
