using Colora.Configuration;

namespace Colora.Generation;

/// <summary>How much is answered at once (<c>BatchedDecoding</c>, <see cref="GenerationEngine"/>).</summary>
public sealed record BatchConfig
{
    /// <summary>Most rows in flight; later ones wait until one has ended.</summary>
    [Setting("most answers that are written at once; later calls wait", Unit = "rows")]
    [AtLeast(1)]
    public int MaxRows { get; init; } = 32;

    /// <summary>Most calls that wait for their prompt to be read; the engine refuses further ones.</summary>
    [Setting("most calls that wait for their prompt to be read; further ones are refused", Unit = "calls")]
    [AtLeast(1)]
    public int MaxWaiting { get; init; } = 256;

    /// <summary>
    /// Most tokens, padding counted, of the prompts that are read between two tokens of the rows in flight. A longer
    /// prompt is read alone.
    /// </summary>
    [Setting(
        "most tokens of prompts, with padding, read between two tokens; a longer one is read alone", Unit = "tokens")]
    [AtLeast(1)]
    public int PrefillTokens { get; init; } = 2048;
}
