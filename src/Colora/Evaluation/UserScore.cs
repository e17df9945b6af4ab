using System.Text.Json.Serialization;

namespace Colora.Evaluation;

/// <summary>Scores of one user over its test rows.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Nll">Mean loss of an answer token, in nats (e to it is the perplexity); null where likelihood was not measured.</param>
/// <param name="ExactMatch">Share of rows answered exactly, 0…1; null where nothing was generated.</param>
/// <param name="RougeL">Mean ROUGE-L, 0…1; null where nothing was generated.</param>
public sealed record UserScore(string User, int Rows, double? Nll, double? ExactMatch, [property: JsonPropertyName("rougeL")] double? RougeL)
{
    /// <summary>Scores of the given rows.</summary>
    public static UserScore Of(string user, IReadOnlyList<Prediction> rows) => new(
        user,
        rows.Count,
        rows.Any(row => row.Nll is not null) ? rows.Sum(row => row.Nll!.Value) / Math.Max(1, rows.Sum(row => row.Tokens)) : null,
        rows.Count > 0 && rows[0].ExactMatch is not null ? rows.Average(row => (double)row.ExactMatch!) : null,
        rows.Count > 0 && rows[0].RougeL is not null ? rows.Average(row => row.RougeL!.Value) : null);
}
