using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>The activations as functions of tensors.</summary>
internal static class ActivationFunction
{
    /// <summary>f(x), element by element.</summary>
    public static Tensor Of(this Activation activation, Tensor x) => activation switch
    {
        Activation.Silu => nn.functional.silu(x),
        Activation.Gelu => nn.functional.gelu(x),
        Activation.GeluTanh => GeluTanh(x),
        Activation.Relu => nn.functional.relu(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>In float32 for coarser types, as libtorch has it inside.</summary>
    private static Tensor GeluTanh(Tensor x)
    {
        var wide = x.dtype == ScalarType.Float64 ? x : x.to(ScalarType.Float32);
        var inner = wide.Plus(wide * wide * wide * Constant.Of(0.044715)) * Constant.Of(Math.Sqrt(2 / Math.PI));
        return (wide * inner.tanh().Plus(1) * Constant.Of(0.5)).to(x.dtype);
    }
}
