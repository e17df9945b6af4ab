using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>What all layers of one forward pass share: rotary tables, masks, adaptation, cache.</summary>
/// <param name="Rotary">For each kind of rotary positions in the model cos and sin, each [rows, 1, tokens,
/// d/2].</param>
/// <param name="Masks">For each kind of mask in the model what is added to the scores, float32 [rows, 1, tokens,
/// keys].</param>
/// <param name="Adaptation">The users' change of the linear layers, or none.</param>
/// <param name="Cache">Keys and values of earlier tokens, or none.</param>
internal sealed record ForwardPass(
    IReadOnlyDictionary<RopeConfig, (Tensor Cos, Tensor Sin)> Rotary,
    IReadOnlyDictionary<AttentionMask, Tensor> Masks,
    IAdaptation? Adaptation,
    IKeyValueCache? Cache);
