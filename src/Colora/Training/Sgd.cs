using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Plain gradient descent, θ ← θ − rate · g. With rate 1 a step's change is the gradient itself, which is how gradients travel.</summary>
/// <param name="rate">The rate; not scaled by the schedule.</param>
internal sealed class Sgd(double rate) : IOptimizer
{
    /// <inheritdoc />
    public void Step(IActiveParameters active, ParameterGroup group, double rateFactor)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        active.Values(group).add_(active.Gradient(group), alpha: Constant.Of(-rate));
        active.Store(group);
    }
}
