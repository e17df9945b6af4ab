using System.CommandLine;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs.Evaluate;

namespace Colora.Cli.Commands;

/// <summary><c>colora score</c>.</summary>
internal static class ScoreCommand
{
    public static Command Build()
    {
        var command = new Command("score", "Rows {\"prediction\":…,\"references\":[…]} to exact match and ROUGE-L.");
        var file = new Option<string>("--predictions") { Description = "JSONL of predictions", HelpName = "FILE", Required = true };
        var rows = new Option<string?>("--rows") { Description = "JSONL to write, {\"exact_match\":…,\"exact_match_squad\":…,\"rougeL\":…} for each row", HelpName = "FILE" };
        command.Add(file);
        command.Add(rows);
        return command.Does(context =>
        {
            if (context.Get(rows) is { } target) WritablePlace.RequireFile(target, "--rows");
            var score = ScoreRun.Execute(context.Get(file)!, context.Get(rows));
            var means = Score.OfAnswers.Select(one => $"{one.Title} {score.Scores[one]:0.0000}");
            return new CommandAnswer(score, () => Console.Out.WriteLine($"{score.Rows} rows: {string.Join(", ", means)}"));
        });
    }
}
