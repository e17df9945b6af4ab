namespace Colora.Data;

/// <summary>A row of a user's labelled file and where it went.</summary>
/// <param name="Key">What it says.</param>
/// <param name="Part">Where it went.</param>
/// <param name="Line">Line in the file.</param>
public readonly record struct PlacedRow(RowKey Key, RowPart Part, int Line);
