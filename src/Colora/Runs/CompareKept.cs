namespace Colora.Runs;

/// <summary>Content of a kept cell: all that a report needs of one finished run, small enough to lie in a repository.</summary>
/// <param name="Cell">Its line of the report.</param>
/// <param name="Scores">Score of each test row, by user.</param>
/// <param name="Judged">Digest of the test rows.</param>
/// <param name="Losses">Losses of each validation row, by user, that of the chosen step first; null where no user may get the arm.</param>
/// <param name="Validated">Digest of the validation rows; null beside no losses.</param>
internal sealed record CompareKept(CompareCell Cell, IReadOnlyDictionary<string, double[]> Scores, string Judged, IReadOnlyDictionary<string, double[][]>? Losses, string? Validated)
{
    /// <summary>How alike the users are, where this run's cores tell it; else null.</summary>
    public SimilarityReport? Similarity { get; init; }
}
