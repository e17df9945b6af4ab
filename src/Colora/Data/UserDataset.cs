namespace Colora.Data;

/// <summary>The rows of one user, split. Test rows are read by evaluation alone.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Validation">Rows to choose by; may be empty.</param>
/// <param name="Test">Rows to judge by; may be empty.</param>
public sealed record UserDataset(string User, IReadOnlyList<Example> Train, IReadOnlyList<Example> Validation, IReadOnlyList<Example> Test)
{
    /// <summary>Every row of the labelled file and where it went, in file order.</summary>
    public IReadOnlyList<PlacedRow> Labelled { get; init; } = [];

    /// <summary>Whether the test rows have a file of their own.</summary>
    public bool HasTestFile { get; init; }

    /// <summary>Labelled rows that are copies of others.</summary>
    public int Copies => Labelled.Count(row => row.Part == RowPart.Copy);

    /// <summary>Rows of the test file that were not taken, since an earlier split knows them as rows to train on or to choose by.</summary>
    public int LeftOut { get; init; }
}
