using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Federation;

/// <summary>Which factors travel. The only place that cuts something out of an adapter to be sent.</summary>
/// <param name="A">Whether A travels.</param>
/// <param name="B">Whether B travels.</param>
/// <param name="Exchanged">Whether the core that is made to be exchanged travels (CE-LoRA); S never does.</param>
public sealed record SharingPolicy(bool A, bool B, bool Exchanged = false)
{
    /// <summary>Nothing travels.</summary>
    public static SharingPolicy Nothing { get; } = new(false, false);

    /// <summary>Whether anything travels.</summary>
    public bool IsNothing => !A && !B && !Exchanged;

    /// <summary>The kinds that travel.</summary>
    public IEnumerable<FactorKind> Kinds => new (bool Travels, FactorKind Kind)[] { (A, FactorKind.A), (B, FactorKind.B), (Exchanged, FactorKind.Exchanged) }.Where(pair => pair.Travels).Select(pair => pair.Kind);

    /// <summary>What of it a round moves.</summary>
    /// <param name="kinds">The kinds that the round trains.</param>
    public SharingPolicy During(IReadOnlyCollection<FactorKind> kinds) =>
        new(A && kinds.Contains(FactorKind.A), B && kinds.Contains(FactorKind.B), Exchanged && kinds.Contains(FactorKind.Exchanged));

    /// <summary>Copies what travels of an owner out of an adapter.</summary>
    /// <param name="weights">The adapter.</param>
    /// <param name="owner">User's number; any where the factor is shared.</param>
    public TravellingFactors Cut(AdapterWeights weights, int owner) =>
        new(A ? Row(weights[FactorKind.A], owner) : null, B ? Row(weights[FactorKind.B], owner) : null, Exchanged ? Row(weights[FactorKind.Exchanged], owner) : null);

    private static Tensor Row(FactorBank bank, int owner) => bank.Values[bank.IsShared ? 0 : owner].clone().DetachFromDisposeScope();
}
