namespace Colora.Testing.DoublePrecision;

/// <summary>Padded rows of tokens, all arrays row-major [Rows, Columns].</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Tokens a row, padding included.</param>
/// <param name="Ids">Token ids.</param>
/// <param name="Mask">1 for a real token, 0 for padding; null when all are real.</param>
/// <param name="Positions">Positions for the rotary embedding; null for 0, 1, 2, … in every row.</param>
/// <param name="Labels">Ids to predict, not shifted, −100 where nothing is to be predicted; null when no loss is wanted.</param>
/// <param name="Users">Owner of each row [Rows]; null for user 0 everywhere.</param>
public sealed record DoubleBatch(
    int Rows, int Columns, long[] Ids, long[]? Mask = null, long[]? Positions = null, long[]? Labels = null, int[]? Users = null)
{
    /// <summary>Rows times columns.</summary>
    public int Tokens => Rows * Columns;

    /// <summary>Whether token <paramref name="index"/> (row · Columns + column) is no padding.</summary>
    public bool IsReal(int index) => Mask is null || Mask[index] != 0;

    /// <summary>Position of token <paramref name="index"/>.</summary>
    public double PositionOf(int index) => Positions?[index] ?? index % Columns;

    /// <summary>Owner of the row that token <paramref name="index"/> lies in.</summary>
    public int UserOf(int index) => Users?[index / Columns] ?? 0;

    /// <summary>The users that own at least one row, ascending.</summary>
    public IReadOnlyList<int> PresentUsers => [.. (Users ?? [0]).Distinct().Order()];
}
