using System.Text.Json.Serialization;

namespace Colora.Evaluation;

/// <summary>Scores of one user over its test rows.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Nll">Mean loss of an answer token, in nats (e to it is the perplexity); null where likelihood was not
/// measured.</param>
public sealed record UserScore(string User, int Rows, double? Nll) : IScored
{
    /// <summary>Means over the rows, 0…1; empty where nothing was generated.</summary>
    public required ScoreValues Scores { get; init; } = new();

    /// <summary>Of <see cref="Rows"/>, those whose prompt lost its beginning.</summary>
    public int CutPrompts { get; init; }

    /// <summary>
    /// Rows beside <see cref="Rows"/> that were not judged: their answer alone passes prompt.max_length.
    /// </summary>
    public int Unjudged { get; init; }

    /// <summary>
    /// Of <see cref="Rows"/>, those that <see cref="Nll"/> leaves out: prompt and reference together pass the model's
    /// positions.
    /// </summary>
    public int WithoutNll { get; init; }

    /// <summary>
    /// Share of rows answered exactly (<see cref="ExactMatchScore"/>), 0…1; null where nothing was generated.
    /// </summary>
    [JsonIgnore]
    public double? ExactMatch => Scores[Score.ExactMatch];

    /// <summary>Mean ROUGE-L (<see cref="RougeLScore"/>), 0…1; null where nothing was generated.</summary>
    [JsonIgnore]
    public double? RougeL => Scores[Score.RougeL];

    /// <summary>Scores of the given rows.</summary>
    /// <param name="user">Name of the user.</param>
    /// <param name="rows">Judged rows; may be none.</param>
    /// <param name="unjudged">Rows that were not judged.</param>
    public static UserScore Of(string user, IReadOnlyList<Prediction> rows, int unjudged = 0)
    {
        var likely = rows.Where(row => row.Nll is not null).ToList();
        return new UserScore(
            user,
            rows.Count,
            likely.Count > 0 ? likely.Sum(row => row.Nll!.Value) / Math.Max(1, likely.Sum(row => row.Tokens)) : null)
        {
            Scores = ScoreValues.Mean([.. rows.Select(row => row.Scores)]),
            CutPrompts = rows.Count(row => row.PromptCut > 0),
            Unjudged = unjudged,
            WithoutNll = likely.Count == 0 ? 0 : rows.Count - likely.Count,
        };
    }
}
