using System.Text.Json.Serialization;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>Content of a comparison's <c>report.json</c>.</summary>
/// <param name="Preset">Set of users.</param>
/// <param name="Model">The base.</param>
/// <param name="Score">What scores are.</param>
/// <param name="Summaries">Arms by rows.</param>
/// <param name="Fallback">What the choice on validation rows gives, by rows; empty where colora or local was not run.</param>
/// <param name="Cells">All runs.</param>
public sealed record CompareReport(
    string Preset, string Model, ScoreKind Score, IReadOnlyList<CompareSummary> Summaries, IReadOnlyList<CompareFallback> Fallback, IReadOnlyList<CompareCell> Cells)
{
    /// <summary>How alike the users are; null without a CoLoRA arm.</summary>
    public CompareSimilarity? Similarity { get; init; }

    /// <summary>How scores are written.</summary>
    [JsonIgnore]
    public CompareScore Written => new(Score);
}
