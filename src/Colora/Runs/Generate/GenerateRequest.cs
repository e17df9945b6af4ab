using Colora.Engine;
using Colora.Generation;

namespace Colora.Runs.Generate;

/// <summary>What <see cref="GenerateRun"/> is to continue.</summary>
/// <param name="Model">Model folder; with a run, the run's.</param>
/// <param name="Revision">Revision of a model of a hub, or none.</param>
/// <param name="Run">A run's folder, or none.</param>
/// <param name="User">User of the run.</param>
/// <param name="PeftAdapter">PEFT folder, or none.</param>
/// <param name="Prompt">The text.</param>
/// <param name="Form">How the text becomes the prompt.</param>
/// <param name="Generation">How to continue; its number of tokens is <see cref="MaxNewTokens"/>.</param>
/// <param name="Engine">Device and element type.</param>
public sealed record GenerateRequest(
    string Model, string? Revision, string? Run, string? User, string? PeftAdapter, string Prompt, PromptForm Form,
    GenerationConfig Generation, EngineConfig Engine)
{
    /// <summary>
    /// Most tokens to write; null = the run's <c>evaluation.max_new_tokens</c>, so that a prompt is cut as its judge
    /// cuts it, else that setting's default.
    /// </summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>Whether the base may be another than the run's.</summary>
    public bool AllowChanged { get; init; }
}
