namespace Colora.Evaluation;

/// <summary>
/// What has scores: a judged row, or means. In JSON each of <see cref="Scores"/> is a member of its own, under its key.
/// </summary>
public interface IScored
{
    /// <summary>
    /// Loss of the answer in nats: the sum of a row, or the mean of an answer token; null where it was not measured.
    /// </summary>
    double? Nll { get; }

    /// <summary>Scores of what was written; empty where nothing was generated.</summary>
    ScoreValues Scores { get; }
}
