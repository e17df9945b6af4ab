using System.Threading.Channels;

namespace Colora.Generation;

/// <summary>A call between the one who reads its answer and the loop that writes it.</summary>
/// <param name="row">Its row.</param>
internal sealed class AnswerInProgress(BatchRow row)
{
    /// <summary>Unbounded, so that a slow reader holds nobody up; an answer has a most number of tokens.</summary>
    private readonly Channel<GeneratedPiece> pieces =
        Channel.CreateUnbounded<GeneratedPiece>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public BatchRow Row => row;

    public ChannelReader<GeneratedPiece> Pieces => pieces.Reader;

    /// <summary>Whether the reader has had its last piece or wants no more.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Hands a piece, or the fault, to the reader.</summary>
    public void Hand(RowPiece piece)
    {
        if (piece.Piece is { } text) pieces.Writer.TryWrite(text);
        if (piece.IsLast) pieces.Writer.TryComplete(piece.Fault);
    }

    /// <summary>Ends the answer before its end.</summary>
    public void BreakOff(Exception why) => pieces.Writer.TryComplete(why);
}
