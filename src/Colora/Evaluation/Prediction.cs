using System.Text.Json.Serialization;

namespace Colora.Evaluation;

/// <summary>One judged row, as <c>predictions.jsonl</c> has it.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Prompt">What the model read.</param>
/// <param name="Text">What it wrote, greedily; null where nothing was generated.</param>
/// <param name="References">Accepted answers.</param>
/// <param name="Nll">Sum of the losses of the first reference's tokens, in nats; null where likelihood was not measured.</param>
/// <param name="Tokens">Number of these tokens, the end of sequence included.</param>
/// <param name="ExactMatch">1 or 0; null where nothing was generated.</param>
/// <param name="RougeL">0…1; null where nothing was generated.</param>
public sealed record Prediction(
    string User, string Prompt, string? Text, IReadOnlyList<string> References, double? Nll, int Tokens, int? ExactMatch, [property: JsonPropertyName("rougeL")] double? RougeL);
