namespace Colora.Runs;

/// <summary>What one run of a comparison gave.</summary>
/// <param name="Cell">Its line of the report.</param>
/// <param name="Scores">Score of each test row, by user.</param>
/// <param name="Losses">Losses of each validation row, by user, that of the chosen step first; null where no user may get the arm (<see cref="CompareFallback.IsCandidate"/>).</param>
internal sealed record CompareOutcome(CompareCell Cell, ILookup<string, double> Scores, ILookup<string, IReadOnlyList<double>>? Losses)
{
    /// <summary>Which test rows the scores are of.</summary>
    public required JudgedRows Judged { get; init; }

    /// <summary>Which validation rows the losses are of; null beside no losses.</summary>
    public required JudgedRows? Validated { get; init; }
}
