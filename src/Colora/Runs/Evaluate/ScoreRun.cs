using System.Text.Json;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Runs.Evaluate;

/// <summary>
/// Rows <c>{"prediction":…,"references":[…]}</c> → all scores of answers, each the best over the references.
/// </summary>
public static class ScoreRun
{
    /// <summary>
    /// Scores a file; with <paramref name="rowsOut"/> also writes
    /// <c>{"exact_match":…,"exact_match_squad":…,"rougeL":…}</c> for each row.
    /// </summary>
    /// <param name="predictions">JSONL of predictions.</param>
    /// <param name="rowsOut">File of the rows' scores; null = none.</param>
    /// <exception cref="InputException">The file is missing or empty, or a row lacks prediction or
    /// references.</exception>
    public static ScoreResult Execute(string predictions, string? rowsOut)
    {
        var rows = JsonlReader.Read(predictions).Select(row => ScoresOf(predictions, row)).ToList();
        if (rows.Count == 0)
            throw new InputException(predictions, "no rows", "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        if (rowsOut is not null)
        {
            JsonlWriter.Write(rowsOut, rows, (json, scores) =>
            {
                json.WriteStartObject();
                foreach (var score in Score.OfAnswers) json.WriteNumber(score.Key, scores[score]!.Value);
                json.WriteEndObject();
            });
        }

        return new ScoreResult(rows.Count) { Scores = ScoreValues.Mean(rows) };
    }

    private static ScoreValues ScoresOf(string file, JsonlRow row)
    {
        if (!row.Value.TryGetProperty("prediction", out var prediction) || prediction.ValueKind != JsonValueKind.String)
        {
            throw new InputException(
                $"{file}:{row.Line}", "no string \"prediction\"", "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        }

        if (!row.Value.TryGetProperty("references", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0
            || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw new InputException(
                $"{file}:{row.Line}", "no list \"references\" of strings",
                "{\"prediction\": \"…\", \"references\": [\"…\"]}");
        }

        var references = list.EnumerateArray().Select(item => item.GetString()!).ToList();
        return ScoreValues.Of(prediction.GetString(), references);
    }
}
