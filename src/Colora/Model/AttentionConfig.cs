namespace Colora.Model;

/// <summary>Shape of the attention of every layer.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key/value heads; each serves Heads/KeyValueHeads query heads.</param>
/// <param name="HeadDim">Features of a head (even).</param>
/// <param name="Bias">Whether q, k, v and o have biases.</param>
/// <param name="Rope">Rotary positions.</param>
public sealed record AttentionConfig(int Heads, int KeyValueHeads, int HeadDim, bool Bias, RopeConfig Rope);
