using System.Text.Json;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs.Score;

/// <summary>Rows <c>{"prediction":…,"references":[…]}</c> → ROUGE-L and exact match, each the best over the references.</summary>
public static class ScoreRun
{
    /// <summary>Scores a file; with <paramref name="rowsOut"/> also writes <c>{"rougeL":…,"exact_match":…,"exact_match_squad":…}</c> for each row.</summary>
    /// <exception cref="InputException">The file is missing or empty, or a row lacks prediction or references.</exception>
    public static ScoreResult Execute(string predictions, string? rowsOut)
    {
        var scores = JsonlReader.Read(predictions).Select(row => Score(predictions, row)).ToList();
        if (scores.Count == 0) throw new InputException(predictions, "no rows", "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        if (rowsOut is not null)
        {
            JsonlWriter.Write(rowsOut, scores, (json, score) =>
            {
                json.WriteStartObject();
                json.WriteNumber("rougeL", score.RougeL);
                json.WriteNumber("exact_match", score.Exact ? 1 : 0);
                json.WriteNumber("exact_match_squad", score.Squad ? 1 : 0);
                json.WriteEndObject();
            });
        }

        return new ScoreResult(scores.Count, scores.Average(score => score.RougeL), scores.Average(score => score.Exact ? 1.0 : 0), scores.Average(score => score.Squad ? 1.0 : 0));
    }

    private static (double RougeL, bool Exact, bool Squad) Score(string file, JsonlRow row)
    {
        if (!row.Value.TryGetProperty("prediction", out var prediction) || prediction.ValueKind != JsonValueKind.String)
            throw new InputException($"{file}:{row.Line}", "no string \"prediction\"", "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        if (!row.Value.TryGetProperty("references", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0
            || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw new InputException($"{file}:{row.Line}", "no list \"references\" of strings", "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        }

        var references = list.EnumerateArray().Select(item => item.GetString()!).ToList();
        var text = prediction.GetString()!;
        return (RougeL.Score(text, references), ExactMatch.Matches(text, references), SquadMatch.Matches(text, references));
    }
}
