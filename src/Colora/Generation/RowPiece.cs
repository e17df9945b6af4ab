namespace Colora.Generation;

/// <summary>What a step has brought for one row: a piece of its answer, or the fault that has ended it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Piece">Text that has become certain, the end, or both; null where the row has failed.</param>
/// <param name="Fault">Why the row has failed; null where it has not.</param>
internal sealed record RowPiece(BatchRow Row, GeneratedPiece? Piece, Exception? Fault)
{
    /// <summary>Whether the row has left with this piece.</summary>
    public bool IsLast => Fault is not null || Piece?.End is not null;
}
