using Colora.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// An optimizer with a memory: moments of every owner of every group, which checkpoints hold. Owners that are absent from
/// a step are not touched: neither value, nor decay, nor moments, nor their count of steps.
/// </summary>
internal abstract class Optimizer : IOptimizer, IDisposable
{
    private readonly Dictionary<string, Moments> moments;

    /// <summary>Zero moments for every group.</summary>
    protected Optimizer(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config)
    {
        Config = config;
        Groups = groups;
        moments = groups.ToDictionary(group => group.Name, group => new Moments(group));
    }

    /// <summary>The groups, in the order of checkpoints.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Rates, decays and betas.</summary>
    protected OptimizerConfig Config { get; }

    /// <summary>Moments of a group.</summary>
    public Moments this[ParameterGroup group] => moments[group.Name];

    /// <summary>Moments of a kind of factor.</summary>
    public Moments this[FactorKind kind] => moments[kind.ToString()];

    /// <summary>The optimizer that a config asks for.</summary>
    public static Optimizer Of(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config) =>
        config.Kind == OptimizerKind.Muon ? new Muon(groups, config) : new AdamW(groups, config);

    /// <inheritdoc />
    public void Step(IActiveParameters active, ParameterGroup group, double rateFactor)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var rate = (group.Role == ParameterRole.Core ? Config.CoreLearningRate : Config.LearningRate) * rateFactor;
        var state = moments[group.Name];
        var owners = active.OwnersOf(group);
        foreach (var owner in owners) state.Steps[owner]++;
        var values = active.Values(group);
        Decay(values, rate * DecayOf(group));
        Move(values, active.Gradient(group), group, state, owners, rate);
        active.Store(group);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var moment in moments.Values) moment.Dispose();
    }

    /// <summary>Moves the values of the owners by their gradients.</summary>
    /// <param name="values">[owners, width]; changed in place.</param>
    /// <param name="gradient">[owners, width].</param>
    /// <param name="group">Their group.</param>
    /// <param name="state">Its moments, of all owners.</param>
    /// <param name="owners">Which owners, a row of <paramref name="values"/> each; their steps are counted.</param>
    /// <param name="rate">Rate of this step.</param>
    protected abstract void Move(
        Tensor values, Tensor gradient, ParameterGroup group, Moments state, IReadOnlyList<int> owners, double rate);

    /// <summary>Places of owners in the moments.</summary>
    protected static Tensor IndexOf(IReadOnlyList<int> owners) =>
        tensor(owners.Select(owner => (long)owner).ToArray(), ScalarType.Int64);

    /// <summary>
    /// A factor of float32 values. One beyond float32 is infinite there: the scalar would otherwise be refused, and a
    /// rate that diverges is to be told by the weights.
    /// </summary>
    protected static Scalar Factor(double value) => ((double)(float)value).ToScalar();

    private double DecayOf(ParameterGroup group) => group.Role switch
    {
        ParameterRole.Core => Config.CoreWeightDecay,
        ParameterRole.Matrix => Config.WeightDecay,
        _ => 0,
    };

    private static void Decay(Tensor values, double share)
    {
        if (share == 0) return;
        using var kept = Factor(1 - share);
        values.mul_(kept);
    }
}
