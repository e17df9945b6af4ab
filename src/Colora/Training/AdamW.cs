using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// AdamW as PyTorch defines it: θ ← θ(1 − lr·λ); m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// θ ← θ − lr/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε). Owners that are absent from a step are not touched: neither value, nor decay,
/// nor moments, nor their count t.
/// </summary>
public sealed class AdamW : IDisposable
{
    private readonly OptimizerConfig config;
    private readonly Dictionary<FactorKind, AdamWMoments> moments;

    /// <summary>Zero moments for every bank.</summary>
    public AdamW(AdapterWeights weights, OptimizerConfig config)
    {
        this.config = config;
        moments = weights.Banks.ToDictionary(bank => bank.Kind, bank => new AdamWMoments(bank));
    }

    /// <summary>Moments of a kind.</summary>
    public AdamWMoments this[FactorKind kind] => moments[kind];

    /// <summary>Steps a kind of the present users from the gradients that <paramref name="active"/> holds, and stores the values.</summary>
    /// <param name="active">Values and gradients of the present users.</param>
    /// <param name="kind">Which kind.</param>
    /// <param name="rateFactor">Factor of the peak rate at this step.</param>
    public void Step(ActiveFactors active, FactorKind kind, double rateFactor)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var isCore = kind == FactorKind.S;
        var rate = (isCore ? config.CoreLearningRate : config.LearningRate) * rateFactor;
        var decay = isCore ? config.CoreWeightDecay : config.WeightDecay;
        var state = moments[kind];
        var owners = active.Layout.Ownership[kind] == Ownership.Shared ? [0] : active.Users;
        var index = tensor(owners.Select(owner => (long)owner).ToArray(), ScalarType.Int64);
        foreach (var owner in owners) state.Steps[owner]++;

        var values = active.Values(kind);
        var gradient = active.Gradient(kind);
        var first = state.First.index_select(0, index).to(values.device);
        var second = state.Second.index_select(0, index).to(values.device);
        first.mul_(config.Beta1).add_(gradient, alpha: 1 - config.Beta1);
        second.mul_(config.Beta2).addcmul_(gradient, gradient, value: 1 - config.Beta2);
        state.First.index_copy_(0, index, first.to(CPU));
        state.Second.index_copy_(0, index, second.to(CPU));

        var size = Column(owners, t => rate / (1 - Math.Pow(config.Beta1, t)));
        var correction = Column(owners, t => 1 / Math.Sqrt(1 - Math.Pow(config.Beta2, t)));
        if (decay > 0) values.mul_(1 - rate * decay);
        values.sub_(first.div_(second.sqrt_().mul_(correction).add_(config.Epsilon)).mul_(size));
        active.Store(kind);

        Tensor Column(IReadOnlyList<int> of, Func<long, double> value) =>
            tensor(of.Select(owner => (float)value(state.Steps[owner])).ToArray(), [of.Count, 1], ScalarType.Float32, values.device);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var moment in moments.Values) moment.Dispose();
    }
}
