using Colora.Adapters;
using Colora.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// AdamW as PyTorch defines it: θ ← θ(1 − lr·λ); m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). Owners that are absent from a step are not touched: neither value, nor decay,
/// nor moments, nor their count t.
/// </summary>
internal sealed class AdamW : IOptimizer, IDisposable
{
    private readonly OptimizerConfig config;
    private readonly Dictionary<string, AdamWMoments> moments;

    /// <summary>Zero moments for every group.</summary>
    public AdamW(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config)
    {
        this.config = config;
        Groups = groups;
        moments = groups.ToDictionary(group => group.Name, group => new AdamWMoments(group));
    }

    /// <summary>The groups, in the order of checkpoints.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Moments of a group.</summary>
    public AdamWMoments this[ParameterGroup group] => moments[group.Name];

    /// <summary>Moments of a kind of factor.</summary>
    public AdamWMoments this[FactorKind kind] => moments[kind.ToString()];

    /// <inheritdoc />
    public void Step(IActiveParameters active, ParameterGroup group, double rateFactor)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var rate = (group.Role == ParameterRole.Core ? config.CoreLearningRate : config.LearningRate) * rateFactor;
        var decay = group.Role switch { ParameterRole.Core => config.CoreWeightDecay, ParameterRole.Matrix => config.WeightDecay, _ => 0 };
        var state = moments[group.Name];
        var owners = active.OwnersOf(group);
        var index = tensor(owners.Select(owner => (long)owner).ToArray(), ScalarType.Int64);
        foreach (var owner in owners) state.Steps[owner]++;

        var values = active.Values(group);
        var gradient = active.Gradient(group);
        var first = state.First.index_select(0, index).to(values.device);
        var second = state.Second.index_select(0, index).to(values.device);
        first.mul_(Constant.Of(config.Beta1)).add_(gradient, alpha: Constant.Of(1 - config.Beta1));
        second.mul_(Constant.Of(config.Beta2)).addcmul_(gradient, gradient, value: Constant.Of(1 - config.Beta2));
        state.First.index_copy_(0, index, first.to(CPU));
        state.Second.index_copy_(0, index, second.to(CPU));

        var size = Column(owners, t => rate / (1 - Math.Pow(config.Beta1, t)));
        var correction = Column(owners, t => 1 / Math.Sqrt(1 - Math.Pow(config.Beta2, t)));
        // A factor beyond float32 is infinite there: the scalar would otherwise be refused, and a rate that diverges is to be told by the weights.
        using var kept = ((double)(float)(1 - rate * decay)).ToScalar();
        if (decay > 0) values.mul_(kept);
        values.sub_(first.div_(second.sqrt_().mul_(correction).PlusInPlace(config.Epsilon)).mul_(size));
        active.Store(group);

        Tensor Column(IReadOnlyList<int> of, Func<long, double> value) =>
            tensor(of.Select(owner => (float)value(state.Steps[owner])).ToArray(), [of.Count, 1], ScalarType.Float32, values.device);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var moment in moments.Values) moment.Dispose();
    }
}
