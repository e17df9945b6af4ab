using System.Text.Json.Serialization;

namespace Colora.Evaluation;

/// <summary>One judged row, as <c>predictions.jsonl</c> has it.</summary>
/// <param name="User">Name of the user.</param>
/// <param name="Prompt">The prompt; where <see cref="PromptCut"/> is above 0 the model read it without its
/// beginning.</param>
/// <param name="Text">What it wrote, greedily, without the white space at both ends; null where nothing was
/// generated.</param>
/// <param name="References">Accepted answers.</param>
/// <param name="Nll">Sum of the losses of the first reference's tokens, in nats; null where likelihood was not
/// measured, or prompt and reference together pass the model's positions.</param>
/// <param name="Tokens">Number of these tokens, the end of sequence included.</param>
public sealed record Prediction(
    string User, string Prompt, string? Text, IReadOnlyList<string> References, double? Nll, int Tokens) : IScored
{
    /// <inheritdoc />
    public required ScoreValues Scores { get; init; } = new();

    /// <summary>Tokens of the prompt's beginning that were cut to leave room for the answer.</summary>
    public int PromptCut { get; init; }

    /// <summary>1 or 0, strictly (<see cref="ExactMatchScore"/>); null where nothing was generated.</summary>
    [JsonIgnore]
    public double? ExactMatch => Score.ExactMatch.Of(this);

    /// <summary>0…1 (<see cref="RougeLScore"/>); null where nothing was generated.</summary>
    [JsonIgnore]
    public double? RougeL => Score.RougeL.Of(this);
}
