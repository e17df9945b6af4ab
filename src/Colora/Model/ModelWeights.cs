using Colora.Formats;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>Named weights of a model, as a checkpoint holds them. Owns its tensors.</summary>
public sealed class ModelWeights(string source) : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly HashSet<string> taken = [];

    /// <summary>Where the weights came from, for messages.</summary>
    public string Source { get; } = source;

    /// <summary>Names in the order of the files.</summary>
    public IEnumerable<string> Names => tensors.Keys;

    /// <summary>The tensor of a name.</summary>
    public Tensor this[string name] => tensors[name];

    /// <summary>Adds a tensor and takes it over.</summary>
    public void Add(string name, Tensor tensor) => tensors.Add(name, tensor.DetachFromDisposeScope());

    /// <summary>
    /// Puts another tensor of the same shape under a name, takes it over and frees the old one; to be done before a
    /// model is built.
    /// </summary>
    public void Replace(string name, Tensor tensor)
    {
        tensors[name].Dispose();
        tensors[name] = tensor.DetachFromDisposeScope();
    }

    /// <summary>Drops and frees a tensor.</summary>
    public void Remove(string name)
    {
        if (tensors.Remove(name, out var tensor)) tensor.Dispose();
    }

    /// <summary>Whether there is a tensor of that name.</summary>
    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <summary>The names that no part of the model has asked for.</summary>
    public IEnumerable<string> Unused() => tensors.Keys.Where(name => !taken.Contains(name));

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
    }

    /// <summary>The tensor that a blueprint asks for, its shape checked.</summary>
    /// <exception cref="InputException">It is missing or has another shape.</exception>
    internal Tensor Take(WeightShape wanted)
    {
        var (name, shape) = wanted;
        if (!tensors.TryGetValue(name, out var tensor))
        {
            throw new InputException(
                Source, $"no tensor \"{name}\"", $"one of shape [{string.Join(", ", shape)}]",
                "check that config.json belongs to these weights");
        }

        if (!tensor.shape.SequenceEqual(shape))
        {
            throw new InputException(Source, $"tensor \"{name}\" has shape [{string.Join(", ", tensor.shape)}]",
                $"[{string.Join(", ", shape)}] by config.json", "check that config.json belongs to these weights");
        }

        taken.Add(name);
        return tensor;
    }
}
