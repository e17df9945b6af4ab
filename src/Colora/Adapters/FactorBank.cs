using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// All numbers of one kind of factor in one matrix [owners, width]: a row an owner, the modules side by side in it. Stepping,
/// clipping and saving are then a few operations whatever the number of modules and users.
/// </summary>
public sealed class FactorBank : IDisposable
{
    private readonly long[] offsets;

    /// <summary>Zeros for the kind.</summary>
    public FactorBank(AdapterLayout layout, FactorKind kind)
    {
        Layout = layout;
        Kind = kind;
        offsets = new long[layout.Modules.Count];
        long width = 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = width;
            var (rows, columns) = AdapterLayout.ShapeOf(kind, layout.Modules[i]);
            width += (long)rows * columns;
        }

        Values = zeros([layout.OwnersOf(kind), width], ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>Users, modules, ownership.</summary>
    public AdapterLayout Layout { get; }

    /// <summary>Which factor.</summary>
    public FactorKind Kind { get; }

    /// <summary>Whether all users share the one row.</summary>
    public bool IsShared => Layout.Ownership[Kind] == Owner.Shared;

    /// <summary>float32 [owners, width].</summary>
    public Tensor Values { get; }

    /// <summary>A module's factor of one owner, a view [rows, columns] into <see cref="Values"/>.</summary>
    /// <param name="module">Place of the module in the layout.</param>
    /// <param name="owner">User's number; any number when shared.</param>
    public Tensor View(int module, int owner)
    {
        var (rows, columns) = AdapterLayout.ShapeOf(Kind, Layout.Modules[module]);
        return Values[IsShared ? 0 : owner].narrow(0, offsets[module], (long)rows * columns).view(rows, columns);
    }

    /// <summary>A module's factor of all owners in a matrix shaped like <see cref="Values"/> (or some of its rows): a view [owners, rows, columns].</summary>
    public Tensor Slice(Tensor values, int module)
    {
        var (rows, columns) = AdapterLayout.ShapeOf(Kind, Layout.Modules[module]);
        return values.narrow(1, offsets[module], (long)rows * columns).view(values.size(0), rows, columns);
    }

    /// <inheritdoc />
    public void Dispose() => Values.Dispose();
}
