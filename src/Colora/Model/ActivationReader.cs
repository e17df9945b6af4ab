using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Model;

/// <summary>The activation that config.json names.</summary>
internal static class ActivationReader
{
    /// <summary>Reads it; silu where the key is absent or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">Such as <c>hidden_act</c>.</param>
    /// <exception cref="InputException">An activation that is not supported.</exception>
    public static Activation Read(ModelConfigFile file, string key) => file.OptionalString(key) switch
    {
        null or "silu" or "swish" => Activation.Silu,
        "gelu" or "gelu_python" => Activation.Gelu,
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_python_tanh" or "gelu_accurate" => Activation.GeluTanh,
        "relu" => Activation.Relu,
        _ => throw file.Unexpected(
            key, "silu, gelu, gelu_new, gelu_pytorch_tanh or relu (others are not supported)",
            "use a checkpoint with one of these"),
    };
}
