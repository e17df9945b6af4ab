using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Engine;

/// <summary>Sums and multiples that keep their factor alive; TorchSharp's own + makes one behind the scenes (see <see cref="Constant"/>).</summary>
public static class TensorSums
{
    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, alpha: Constant.Of(1L));

    /// <summary>a + number.</summary>
    public static Tensor Plus(this Tensor a, double number) => a.add(Constant.Of(number), Constant.Of(1L));

    /// <summary>factor · a, for a factor that does not recur.</summary>
    public static Tensor Times(this Tensor a, double factor)
    {
        using var number = factor.ToScalar();
        return a.mul(number);
    }

    /// <summary>a ← a + b.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, alpha: Constant.Of(1L));

    /// <summary>a ← a + number.</summary>
    public static Tensor PlusInPlace(this Tensor a, double number) => a.add_(Constant.Of(number), Constant.Of(1L));
}
