using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>What all layers of one forward pass share: rotary tables, mask, adaptation, cache.</summary>
/// <param name="Rotary">cos and sin, each [rows, 1, tokens, d/2].</param>
/// <param name="Mask">Added to the scores, float32 [rows, 1, tokens, keys]: 0 where a key may be seen, the smallest finite number elsewhere.</param>
/// <param name="Adaptation">The users' change of the linear layers, or none.</param>
/// <param name="Cache">Keys and values of earlier tokens, or none.</param>
internal sealed record ForwardPass((Tensor Cos, Tensor Sin) Rotary, Tensor Mask, IAdaptation? Adaptation, IKeyValueCache? Cache);
