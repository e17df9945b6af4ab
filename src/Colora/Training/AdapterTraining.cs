using Colora.Adapters;
using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>Trains an adapter's factors: a group for each kind, a row an owner; a phase may leave kinds out.</summary>
/// <param name="weights">The factors.</param>
/// <param name="kindsAt">Which kinds the 0-based step trains.</param>
internal sealed class AdapterTraining(AdapterWeights weights, Func<long, IReadOnlyList<FactorKind>> kindsAt) : ITrainable
{
    private readonly Dictionary<FactorKind, ParameterGroup> groups = weights.Banks.ToDictionary(
        bank => bank.Kind,
        bank => new ParameterGroup(
            bank.Kind.ToString(),
            bank.Values,
            bank.Kind is FactorKind.S or FactorKind.Exchanged or FactorKind.Scale or FactorKind.Mixture ? ParameterRole.Core : ParameterRole.Matrix,
            [.. bank.Layout.Modules.Select(module => AdapterLayout.ShapeOf(bank.Kind, module))]));

    /// <summary>λ of the pull of private factors towards the shared ones, λ/2 ‖v − w‖² beside each user's loss (Ditto); 0 = none.</summary>
    public double Pull { get; init; }

    /// <inheritdoc />
    public IReadOnlyList<ParameterGroup> Groups => [.. groups.Values];

    /// <inheritdoc />
    public IActiveParameters Gather(long step, IReadOnlyList<int> users, Device device)
    {
        var kinds = kindsAt(step);
        return new Active(new ActiveFactors(weights, users, kinds, device), [.. kinds.Select(kind => groups[kind])], Pull);
    }

    private sealed class Active(ActiveFactors factors, IReadOnlyList<ParameterGroup> trained, double pull) : IActiveParameters
    {
        public IReadOnlyList<ParameterGroup> Trained => trained;

        public IReadOnlyList<int> OwnersOf(ParameterGroup group) => factors.Layout.Ownership[KindOf(group)] == Owner.Shared ? [0] : factors.Users;

        public Tensor Values(ParameterGroup group) => factors.Values(KindOf(group));

        public Tensor Gradient(ParameterGroup group) => factors.Gradient(KindOf(group));

        public string NameOf(ParameterGroup group, int row, long column) => FiniteFactors.Name(factors.Layout, KindOf(group), OwnersOf(group)[row], column);

        public string? NameOf(int user) => factors.Layout.Users[user];

        public CoLoraAdaptation? For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout) => factors.For(userOfRow, dropout);

        public void CollectGradients()
        {
            factors.CollectGradients();
            if (pull == 0) return;
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            foreach (var (own, shared) in ((FactorKind, FactorKind)[])[(FactorKind.PrivateA, FactorKind.A), (FactorKind.PrivateB, FactorKind.B)])
            {
                if (trained.Any(group => KindOf(group) == own)) factors.Gradient(own).add_(factors.Values(own) - factors.Values(shared), alpha: Constant.Of(pull));
            }
        }

        public void Store(ParameterGroup group) => factors.Store(KindOf(group));

        public void Dispose() => factors.Dispose();

        private static FactorKind KindOf(ParameterGroup group) => Enum.Parse<FactorKind>(group.Name);
    }
}
