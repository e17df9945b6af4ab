using System.Text.Json.Serialization;

namespace Colora.Evaluation;

/// <summary>One judged row, as <c>predictions.jsonl</c> has it.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Prompt">The prompt; where <paramref name="PromptCut"/> is above 0 the model read it without its beginning.</param>
/// <param name="Text">What it wrote, greedily, without the white space at both ends; null where nothing was generated.</param>
/// <param name="References">Accepted answers.</param>
/// <param name="Nll">Sum of the losses of the first reference's tokens, in nats; null where likelihood was not measured, or prompt and reference together pass the model's positions.</param>
/// <param name="Tokens">Number of these tokens, the end of sequence included.</param>
/// <param name="ExactMatch">1 or 0, strictly (<see cref="Evaluation.ExactMatch"/>); null where nothing was generated.</param>
/// <param name="ExactMatchSquad">1 or 0 by <see cref="SquadMatch"/>; null where nothing was generated.</param>
/// <param name="RougeL">0…1; null where nothing was generated.</param>
/// <param name="PromptCut">Tokens of the prompt's beginning that were cut to leave room for the answer.</param>
public sealed record Prediction(
    string User, string Prompt, string? Text, IReadOnlyList<string> References, double? Nll, int Tokens, int? ExactMatch, int? ExactMatchSquad,
    [property: JsonPropertyName("rougeL")] double? RougeL, int PromptCut = 0);
