namespace Colora.Runs.Score;

/// <summary>Scores of a file of predictions.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="RougeL">Mean ROUGE-L, 0…1.</param>
/// <param name="ExactMatch">Share of answers that are a reference but for white space at the ends, 0…1.</param>
/// <param name="ExactMatchSquad">Share of answers that are a reference but for letter case, punctuation and runs of blanks, 0…1.</param>
public sealed record ScoreResult(int Rows, double RougeL, double ExactMatch, double ExactMatchSquad);
