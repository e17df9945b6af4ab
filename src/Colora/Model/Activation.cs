namespace Colora.Model;

/// <summary>The function between the linear layers of an MLP.</summary>
public enum Activation
{
    /// <summary>x · σ(x).</summary>
    Silu,

    /// <summary>½ x (1 + erf(x/√2)).</summary>
    Gelu,

    /// <summary>½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
