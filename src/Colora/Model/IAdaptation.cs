using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// A change of the model's linear layers, given to the forward pass as an argument and never stored in the model: one
/// frozen model serves every user at once.
/// </summary>
public interface IAdaptation
{
    /// <summary>Adds this adaptation's delta to the output of a linear layer.</summary>
    /// <param name="module">The layer.</param>
    /// <param name="x">Its input [rows, tokens, in].</param>
    /// <param name="output">W0 x + b [rows, tokens, out]; returned as it is where the layer is not adapted.</param>
    /// <returns>[rows, tokens, out].</returns>
    Tensor Adapt(TargetModule module, Tensor x, Tensor output);
}
