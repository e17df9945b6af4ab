namespace Colora.Data;

/// <summary>The rows of one user, split. Test rows are read by evaluation alone.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Validation">Rows to choose by; may be empty.</param>
/// <param name="Test">Rows to judge by; may be empty. They stay in their file: each is read when it is asked
/// for.</param>
internal sealed record UserDataset(
    string User, IReadOnlyList<Example> Train, IReadOnlyList<Example> Validation, IReadOnlyList<Example> Test)
{
    /// <summary>What every row of the labelled file says, in file order.</summary>
    public IReadOnlyList<RowMark> Labelled { get; init; } = [];

    /// <summary>Where each of them went.</summary>
    public IReadOnlyList<RowPart> Parts { get; init; } = [];

    /// <summary>What each test row says.</summary>
    public IReadOnlyList<RowMark> TestMarks { get; init; } = [];

    /// <summary>The whole <see cref="RowKey.Input"/> of each test row; of very many rows each is read for it.</summary>
    public IReadOnlyList<UInt128> TestInputs { get; init; } = [];

    /// <summary>Whether the test rows have a file of their own.</summary>
    public bool HasTestFile { get; init; }

    /// <summary>Labelled rows that are copies of others.</summary>
    public int Copies => Parts.Count(part => part == RowPart.Copy);

    /// <summary>
    /// Rows of the test file that were not taken, since an earlier split knows them as rows to train on or to choose
    /// by.
    /// </summary>
    public int LeftOut { get; init; }

    /// <summary>What the labelled rows of some parts say, in file order.</summary>
    public IEnumerable<RowMark> MarksOf(params RowPart[] parts) => Labelled.Where((_, i) => parts.Contains(Parts[i]));
}
