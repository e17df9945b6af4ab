using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>The factors of some users of an adapter, laid out for the forward pass.</summary>
internal interface IUserFactors
{
    /// <summary>Users, modules, ownership.</summary>
    AdapterLayout Layout { get; }

    /// <summary>Where the factors lie.</summary>
    Device Device { get; }

    /// <summary>Whether A or B get gradients.</summary>
    bool TrainsShared { get; }

    /// <summary>Place of a module in the layout, or −1 where the module is not adapted.</summary>
    /// <param name="moduleIndex">Number of the linear layer in the model.</param>
    int PlaceOf(int moduleIndex);

    /// <summary>A module's factor: [rows, columns] when shared, [users, rows, columns] when personal.</summary>
    /// <param name="kind">Which factor.</param>
    /// <param name="module">Place of the module in the layout.</param>
    Tensor Factor(FactorKind kind, int module);

    /// <summary>The adaptation for a batch whose rows belong to the given users.</summary>
    /// <param name="userOfRow">User's number of each row.</param>
    /// <param name="dropout">Dropout of the batch, or none.</param>
    CoLoraAdaptation For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout = null);
}
