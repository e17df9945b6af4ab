using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>All factors of an adapter, float32 on the processor. Owns its tensors.</summary>
public sealed class AdapterWeights : IDisposable
{
    private readonly Dictionary<FactorKind, FactorBank> banks;

    /// <summary>An adapter of zeros.</summary>
    public AdapterWeights(AdapterLayout layout)
    {
        Layout = layout;
        banks = layout.Kinds.ToDictionary(kind => kind, kind => new FactorBank(layout, kind));
    }

    /// <summary>Users, modules, ownership.</summary>
    public AdapterLayout Layout { get; }

    /// <summary>The banks in the order of their kinds.</summary>
    public IEnumerable<FactorBank> Banks => banks.Values;

    /// <summary>The bank of a kind that the layout has.</summary>
    public FactorBank this[FactorKind kind] => banks[kind];

    /// <summary>Whether the adapter has factors of the kind.</summary>
    public bool Has(FactorKind kind) => banks.ContainsKey(kind);

    /// <summary>Copies all numbers of an adapter of the same layout.</summary>
    public void CopyFrom(AdapterWeights other)
    {
        using var scope = NewDisposeScope();
        foreach (var (kind, bank) in banks) bank.Values.copy_(other[kind].Values);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var bank in banks.Values) bank.Dispose();
    }
}
