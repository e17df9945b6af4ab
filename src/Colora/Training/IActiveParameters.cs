using Colora.Adapters;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>The numbers of one optimizer step.</summary>
internal interface IActiveParameters : IDisposable
{
    /// <summary>The groups that the step trains.</summary>
    IReadOnlyList<ParameterGroup> Trained { get; }

    /// <summary>The owners (rows of the group) that are stepped.</summary>
    IReadOnlyList<int> OwnersOf(ParameterGroup group);

    /// <summary>Their values, [owners, width]; changed in place.</summary>
    Tensor Values(ParameterGroup group);

    /// <summary>Their gradients, [owners, width]; complete after <see cref="CollectGradients"/>.</summary>
    Tensor Gradient(ParameterGroup group);

    /// <summary>What a value is called in a message.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="row">Row of <see cref="Values"/>.</param>
    /// <param name="column">Column of it.</param>
    string NameOf(ParameterGroup group, int row, long column);

    /// <summary>Name of a user, or null where there are none.</summary>
    /// <param name="user">The user's number.</param>
    string? NameOf(int user);

    /// <summary>The adaptation of a batch, or none where the model itself is trained.</summary>
    CoLoraAdaptation? For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout);

    /// <summary>To be called after the last backward pass.</summary>
    void CollectGradients();

    /// <summary>Writes changed values to where they belong.</summary>
    void Store(ParameterGroup group);
}
