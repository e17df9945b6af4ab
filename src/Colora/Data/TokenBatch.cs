using static TorchSharp.torch;

namespace Colora.Data;

/// <summary>
/// Rows of one forward pass, padded on the right to the longest. Arrays are row-major [rows, tokens].
/// </summary>
internal sealed class TokenBatch
{
    /// <summary>Label of a token that bears no loss.</summary>
    public const long Ignore = -100;

    /// <summary>Pads the sequences; labels are −100 on prompts and padding and are not shifted.</summary>
    public TokenBatch(IReadOnlyList<TokenSequence> sequences, int padId = 0)
    {
        Rows = sequences.Count;
        Tokens = sequences.Max(sequence => sequence.Ids.Length);
        Ids = new long[Rows * Tokens];
        Mask = new long[Rows * Tokens];
        Labels = new long[Rows * Tokens];
        UserOfRow = new int[Rows];
        Array.Fill(Ids, padId);
        Array.Fill(Labels, Ignore);
        for (var row = 0; row < Rows; row++)
        {
            UserOfRow[row] = sequences[row].User;
            for (var t = 0; t < sequences[row].Ids.Length; t++)
            {
                Ids[row * Tokens + t] = sequences[row].Ids[t];
                Mask[row * Tokens + t] = 1;
                if (t >= sequences[row].CompletionStart) Labels[row * Tokens + t] = sequences[row].Ids[t];
            }
        }
    }

    /// <summary>A batch of given arrays, each row-major [rows, tokens].</summary>
    public TokenBatch(int rows, int tokens, long[] ids, long[] mask, long[] labels, int[] userOfRow)
    {
        (Rows, Tokens, Ids, Mask, Labels, UserOfRow) = (rows, tokens, ids, mask, labels, userOfRow);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Tokens of a row, padding included.</summary>
    public int Tokens { get; }

    /// <summary>Token ids [rows, tokens].</summary>
    public long[] Ids { get; }

    /// <summary>1 real, 0 padding [rows, tokens].</summary>
    public long[] Mask { get; }

    /// <summary>Ids of the answers, −100 elsewhere [rows, tokens]; not shifted.</summary>
    public long[] Labels { get; }

    /// <summary>User's number of each row.</summary>
    public int[] UserOfRow { get; }

    /// <summary>Real tokens.</summary>
    public long RealTokens => Mask.Sum();

    /// <summary>Ids as a tensor I64 [rows, tokens].</summary>
    public Tensor IdsOn(Device device) => tensor(Ids, [Rows, Tokens], ScalarType.Int64, device);

    /// <summary>Mask as a tensor I64 [rows, tokens].</summary>
    public Tensor MaskOn(Device device) => tensor(Mask, [Rows, Tokens], ScalarType.Int64, device);
}
