using System.Text.Json.Serialization;
using Colora.Evaluation;

namespace Colora.Runs.Evaluate;

/// <summary>Scores of a file of predictions.</summary>
/// <param name="Rows">Rows scored.</param>
public sealed record ScoreResult(int Rows) : IScored
{
    /// <summary>Means over the rows, 0…1.</summary>
    public ScoreValues Scores { get; init; } = new();

    [JsonIgnore]
    double? IScored.Nll => null;
}
