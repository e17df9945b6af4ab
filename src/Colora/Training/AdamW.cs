using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// AdamW as PyTorch defines it: θ ← θ(1 − lr·λ); m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). Every owner has a count t of its own.
/// </summary>
internal sealed class AdamW(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config) : Optimizer(groups, config)
{
    /// <inheritdoc />
    protected override void Move(
        Tensor values, Tensor gradient, ParameterGroup group, Moments state, IReadOnlyList<int> owners, double rate)
    {
        var index = IndexOf(owners);
        var first = state.First.index_select(0, index).to(values.device);
        var second = state.Second.index_select(0, index).to(values.device);
        first.mul_(Constant.Of(Config.Beta1)).add_(gradient, alpha: Constant.Of(1 - Config.Beta1));
        second.mul_(Constant.Of(Config.Beta2)).addcmul_(gradient, gradient, value: Constant.Of(1 - Config.Beta2));
        state.First.index_copy_(0, index, first.to(CPU));
        state.Second.index_copy_(0, index, second.to(CPU));

        var size = Column(t => rate / (1 - Math.Pow(Config.Beta1, t)));
        var correction = Column(t => 1 / Math.Sqrt(1 - Math.Pow(Config.Beta2, t)));
        values.sub_(first.div_(second.sqrt_().mul_(correction).PlusInPlace(Config.Epsilon)).mul_(size));

        Tensor Column(Func<long, double> value)
        {
            var ofOwner = owners.Select(owner => (float)value(state.Steps[owner])).ToArray();
            return tensor(ofOwner, [owners.Count, 1], ScalarType.Float32, values.device);
        }
    }
}
