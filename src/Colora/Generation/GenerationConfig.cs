using Colora.Configuration;

namespace Colora.Generation;

/// <summary>How text is continued.</summary>
public sealed record GenerationConfig
{
    /// <summary>Most tokens to write.</summary>
    [Setting("most tokens to write", Unit = "tokens")]
    [AtLeast(1)]
    public int MaxNewTokens { get; init; } = 64;

    /// <summary>0 = greedy; else logits are divided by it before sampling.</summary>
    [Setting("0 = greedy; else logits are divided by it")]
    [AtLeast(0)]
    public double Temperature { get; init; }

    /// <summary>Only the k likeliest tokens are sampled; 0 = all.</summary>
    [Setting("sample from the k likeliest tokens; 0 = all")]
    [AtLeast(0)]
    public int TopK { get; init; }

    /// <summary>Only the likeliest tokens that together reach this probability are sampled; 1 = all.</summary>
    [Setting("sample from the likeliest tokens that reach this probability; 1 = all")]
    [Between(0, 1)]
    public double TopP { get; init; } = 1;

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    [Setting("texts that end the answer")]
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Seed of the sampling.</summary>
    [Setting("seed of the sampling")]
    [AtLeast(0)]
    public long Seed { get; init; }
}
