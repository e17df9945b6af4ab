namespace Colora.Generation;

/// <summary>One prompt to be continued.</summary>
/// <param name="Prompt">Tokens of the prompt; at least one, and fewer than the model's positions.</param>
/// <param name="User">Name of the user whose adapter answers; null = the bare base.</param>
/// <param name="Config">Most tokens, sampling, stop texts and seed of this call alone.</param>
public sealed record GenerationCall(IReadOnlyList<int> Prompt, string? User, GenerationConfig Config);
