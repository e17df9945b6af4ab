using System.CommandLine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Evaluate;

namespace Colora.Cli.Commands;

/// <summary><c>colora score</c>.</summary>
internal sealed class ScoreCommand
{
    private readonly Option<string> file = new("--predictions")
    {
        Description = "JSONL of predictions",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> rows = new("--rows")
    {
        Description = "JSONL to write, {\"exact_match\":…,\"exact_match_squad\":…,\"rougeL\":…} for each row",
        HelpName = "FILE",
    };

    private ScoreCommand(Command command)
    {
        command.Add(file);
        command.Add(rows);
    }

    public static Command Build()
    {
        var command = new Command("score", "Rows {\"prediction\":…,\"references\":[…]} to exact match and ROUGE-L.");
        return command.Does(new ScoreCommand(command).Execute);
    }

    private CommandAnswer Execute(CommandContext context)
    {
        if (context.Get(rows) is { } target) WritablePlace.RequireFile(target, "--rows");
        var score = ScoreRun.Execute(context.Get(file)!, context.Get(rows));
        var means = Score.OfAnswers.Select(one => $"{one.Title} {score.Scores[one]:0.0000}");
        return new CommandAnswer(score, () => Console.Out.WriteLine($"{score.Rows} rows: {string.Join(", ", means)}"));
    }
}
