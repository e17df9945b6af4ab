using System.Text.Json;
using Colora.Testing;

namespace Colora.Evaluation;

/// <summary>One row of the reference scores.</summary>
internal sealed record PublishedScore(string Prediction, string[] References, double RougeL, double ExactMatchSquad)
{
    public static IReadOnlyList<PublishedScore> ReadAll()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Require("reference", "rouge.json")));
        return
        [
            .. file.RootElement.EnumerateArray().Select(row => new PublishedScore(
                row.GetProperty("prediction").GetString()!,
                [.. row.GetProperty("references").EnumerateArray().Select(reference => reference.GetString()!)],
                row.GetProperty("rougeL_f").GetDouble(),
                row.GetProperty("exact_match").GetDouble())),
        ];
    }
}
