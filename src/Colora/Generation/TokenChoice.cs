using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>Gives every row of a pass its next token, each by its own settings and its own generator.</summary>
internal static class TokenChoice
{
    /// <summary>What the pass has brought for each row; null where the row goes on without new text.</summary>
    /// <param name="logits">float32 [rows, vocabulary].</param>
    /// <param name="rows">The rows.</param>
    public static RowPiece?[] Of(Tensor logits, IReadOnlyList<BatchRow> rows)
    {
        using var scope = NewDisposeScope();
        var faults = ScoreCheck.FaultsOf(logits, row => rows[row].Call.User);
        var likeliest = rows.Any(row => row.IsGreedy) ? logits.argmax(-1).cpu().data<long>().ToArray() : [];
        return [.. rows.Select((row, place) => faults[place] is { } fault ? new RowPiece(row, null, fault)
            : Next(row, () => row.IsGreedy ? likeliest[place] : row.Draw(logits.narrow(0, place, 1))))];
    }

    /// <summary>A fault in one row's own work, such as the decoding of its text, ends that row alone.</summary>
    private static RowPiece? Next(BatchRow row, Func<long> token)
    {
        try
        {
            return row.Accept(token()) is { } piece ? new RowPiece(row, piece, null) : null;
        }
        catch (Exception e)
        {
            return new RowPiece(row, null, e);
        }
    }
}
