namespace Colora.Data;

/// <summary>One encoded example: prompt, answer, end of sequence.</summary>
/// <param name="User">User's number.</param>
/// <param name="Ids">All tokens.</param>
/// <param name="CompletionStart">Place of the first token of the answer; the loss begins with predicting it.</param>
internal sealed record TokenSequence(int User, int[] Ids, int CompletionStart)
{
    /// <summary>Tokens of the answer, the end of sequence included.</summary>
    public int CompletionLength => Ids.Length - CompletionStart;
}
