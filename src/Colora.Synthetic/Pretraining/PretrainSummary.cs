using Colora.Runs;

namespace Colora.Synthetic.Pretraining;

/// <summary>What a pre-training came to, as <c>summary.json</c> has it.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="Tokens">Tokens seen.</param>
/// <param name="Seconds">Time of the steps, over all calls.</param>
/// <param name="TokensPerSecond">Tokens / seconds.</param>
/// <param name="PeakBytes">Largest resident memory of this process.</param>
/// <param name="Parameters">Numbers of the model.</param>
/// <param name="HeldOutLoss">Mean nats a token on the documents held out, of the weights as they are written
/// (bfloat16).</param>
/// <param name="Perplexity">e to it.</param>
/// <param name="CorpusSha256">Hash of the corpus file.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Model">Folder of the model.</param>
public sealed record PretrainSummary(
    long Steps, long Tokens, double Seconds, double TokensPerSecond, long PeakBytes, long Parameters,
    double HeldOutLoss, double Perplexity, string CorpusSha256, long Seed, string Model) : IRuledDocument
{
    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults() =>
        DocumentRules.Finite(("seconds", Seconds), ("held_out_loss", HeldOutLoss), ("perplexity", Perplexity));
}
