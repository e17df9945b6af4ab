namespace Colora.Data;

/// <summary>A split that was made before: its rows stay where they are, whatever has become of their file.</summary>
internal interface IKnownRows
{
    /// <summary>Where each row of the user's labelled file went; null = the row is new.</summary>
    IReadOnlyList<RowPart?> PartsOf(string user, IReadOnlyList<RowMark> labelled);

    /// <summary>
    /// Which rows of the user's test file may be judged by: those that were test rows (although an equal row of the
    /// labelled file was learned from), and new ones.
    /// </summary>
    IReadOnlyList<bool> AreJudged(string user, IReadOnlyList<RowMark> tests);
}
