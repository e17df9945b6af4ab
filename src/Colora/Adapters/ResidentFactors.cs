using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// The factors of all users of an adapter for inference, laid out once: a change of who is present costs nothing, a
/// pass gathers the personal factors of its rows. Factors that the forward pass casts to the model's element type are
/// cast here. On the processor with a float32 model nothing is copied at all: the factors are views into the adapter's
/// numbers, which must not change while they are used; the views keep the numbers when the adapter is disposed.
/// </summary>
internal sealed class ResidentFactors : IUserFactors, IDisposable
{
    private readonly Dictionary<FactorKind, Tensor[]> factors = [];
    private readonly int[] placeOfModule;

    /// <summary>Lays the factors out.</summary>
    /// <param name="weights">All factors.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">Element type of the model.</param>
    public ResidentFactors(AdapterWeights weights, Device device, ScalarType type)
    {
        Layout = weights.Layout;
        Device = device;
        placeOfModule = Layout.PlacesOfModules();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var bank in weights.Banks)
        {
            var values = bank.Values.to(IsCast(bank.Kind) ? type : ScalarType.Float32, device);
            var views = Enumerable.Range(0, Layout.Modules.Count).Select(module => bank.Slice(values, module));
            factors.Add(bank.Kind, [.. views.Select(view => bank.IsShared ? view[0] : view)]);
        }

        foreach (var factor in factors.Values.SelectMany(all => all)) factor.DetachFromDisposeScope();
    }

    /// <inheritdoc />
    public AdapterLayout Layout { get; }

    /// <inheritdoc />
    public Device Device { get; }

    /// <inheritdoc />
    public bool TrainsShared => false;

    /// <inheritdoc />
    public int PlaceOf(int moduleIndex) => moduleIndex < placeOfModule.Length ? placeOfModule[moduleIndex] : -1;

    /// <inheritdoc />
    public Tensor Factor(FactorKind kind, int module) => factors[kind][module];

    /// <inheritdoc />
    public CoLoraAdaptation For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout = null) =>
        new(this, [.. userOfRow.Select(user => (long)user)], dropout);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var factor in factors.Values.SelectMany(all => all)) factor.Dispose();
    }

    /// <summary>
    /// Cores, routers and the scores of heads are applied in float32 whatever the model's type; all others are cast by
    /// <see cref="CoLoraAdaptation"/>.
    /// </summary>
    private static bool IsCast(FactorKind kind) =>
        kind is not (FactorKind.S or FactorKind.Exchanged or FactorKind.Router or FactorKind.Mixture);
}
