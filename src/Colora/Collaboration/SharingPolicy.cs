using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Collaboration;

/// <summary>Which factors travel. The only place that cuts something out of an adapter to be sent.</summary>
/// <param name="A">Whether A travels.</param>
/// <param name="B">Whether B travels.</param>
public sealed record SharingPolicy(bool A, bool B)
{
    /// <summary>Nothing travels.</summary>
    public static SharingPolicy Nothing { get; } = new(false, false);

    /// <summary>Whether anything travels.</summary>
    public bool IsNothing => !A && !B;

    /// <summary>The kinds that travel.</summary>
    public IEnumerable<FactorKind> Kinds => new (bool Travels, FactorKind Kind)[] { (A, FactorKind.A), (B, FactorKind.B) }.Where(pair => pair.Travels).Select(pair => pair.Kind);

    /// <summary>Copies what travels of an owner out of an adapter.</summary>
    /// <param name="weights">The adapter.</param>
    /// <param name="owner">User's number; any where the factor is shared.</param>
    public TravellingFactors Cut(AdapterWeights weights, int owner) => new(A ? Row(weights[FactorKind.A], owner) : null, B ? Row(weights[FactorKind.B], owner) : null);

    private static Tensor Row(FactorBank bank, int owner) => bank.Values[bank.IsShared ? 0 : owner].clone().DetachFromDisposeScope();
}
