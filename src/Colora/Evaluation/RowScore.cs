namespace Colora.Evaluation;

/// <summary>Loss of one judged row.</summary>
/// <param name="Sum">Over the answer tokens, nats.</param>
/// <param name="Labels">Answer tokens.</param>
internal readonly record struct RowScore(double Sum, int Labels)
{
    /// <summary>Mean over the answer tokens.</summary>
    public double Loss => Sum / Math.Max(1, Labels);
}
