using System.CommandLine;
using Colora.Formats;
using Colora.Runs.Score;

namespace Colora.Cli.Commands;

/// <summary><c>colora score</c>.</summary>
internal static class ScoreCommand
{
    public static Command Build()
    {
        var command = new Command("score", "Rows {\"prediction\":…,\"references\":[…]} to ROUGE-L and exact match.");
        var file = new Option<string>("--predictions") { Description = "JSONL of predictions", HelpName = "FILE", Required = true };
        var rows = new Option<string?>("--rows") { Description = "JSONL to write, {\"rougeL\":…,\"exact_match\":…,\"exact_match_squad\":…} for each row", HelpName = "FILE" };
        command.Add(file);
        command.Add(rows);
        return command.Does(context =>
        {
            if (context.Get(rows) is { } target) WritablePlace.RequireFile(target, "--rows");
            var score = ScoreRun.Execute(context.Get(file)!, context.Get(rows));
            return new CommandAnswer(
                new Dictionary<string, double> { ["rows"] = score.Rows, ["rougeL"] = score.RougeL, ["exact_match"] = score.ExactMatch, ["exact_match_squad"] = score.ExactMatchSquad },
                () => Console.Out.WriteLine($"{score.Rows} rows: ROUGE-L {score.RougeL:0.0000}, exact match {score.ExactMatch:0.0000}, exact match (SQuAD) {score.ExactMatchSquad:0.0000}"));
        });
    }
}
