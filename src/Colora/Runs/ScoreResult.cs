namespace Colora.Runs;

/// <summary>Scores of a file of predictions.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="RougeL">Mean ROUGE-L, 0…1.</param>
/// <param name="ExactMatch">Share of exact answers, 0…1.</param>
public sealed record ScoreResult(int Rows, double RougeL, double ExactMatch);
