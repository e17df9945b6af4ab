namespace Colora.Model;

/// <summary>One linear layer that an adapter can change.</summary>
/// <param name="Index">Number of the layer among all adaptable ones of the model, in the order of the forward
/// pass.</param>
/// <param name="Path">Path as in the checkpoint, without <c>.weight</c>:
/// <c>model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="In">Input features, d_in.</param>
/// <param name="Out">Output features, d_out.</param>
public sealed record TargetModule(int Index, string Path, int In, int Out)
{
    /// <summary>Last part of the path, such as <c>q_proj</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];
}
