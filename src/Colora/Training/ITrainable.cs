using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>What a <see cref="Trainer"/> can train: the factors of an adapter, or all weights of a model.</summary>
internal interface ITrainable
{
    /// <summary>All groups of numbers.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Makes ready what the 0-based step trains, with gradients of zero.</summary>
    /// <param name="step">The step.</param>
    /// <param name="users">Numbers of the users present, each once, ascending.</param>
    /// <param name="device">Where to compute.</param>
    IActiveParameters Gather(long step, IReadOnlyList<int> users, Device device);
}
