namespace Colora.Data;

/// <summary>A split that was made before: its rows stay where they are, whatever has become of their file.</summary>
public interface IKnownRows
{
    /// <summary>Where a row of the user (by its <see cref="RowKey.Row"/>) went; null = the row is new.</summary>
    RowPart? PartOf(string user, UInt128 row);

    /// <summary>Whether a row was one of the user's test rows; with equal rows in train and test file it was that beside what <see cref="PartOf"/> says.</summary>
    bool IsTest(string user, UInt128 row);
}
