namespace Colora.Documents;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsText">Words, set at the left, or numbers, at the right.</param>
/// <param name="IsKept">Stays even where it says nothing.</param>
public sealed record TableColumn(string Header, bool IsText = false, bool IsKept = false);
