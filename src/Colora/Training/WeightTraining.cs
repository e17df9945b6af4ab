using Colora.Adapters;
using Colora.Model;
using static TorchSharp.torch;

namespace Colora.Training;

/// <summary>
/// Trains all weights of a model (pre-training). The weights are laid into two flat rows, matrices and vectors; every weight becomes a
/// view into its row and a leaf of autograd whose gradient is a view into a flat row of gradients. One owner, no users.
/// </summary>
internal sealed class WeightTraining : ITrainable, IActiveParameters
{
    private readonly Dictionary<string, Tensor> gradients = [];
    private readonly Dictionary<string, List<(string Weight, long Size)>> members = [];
    private readonly List<ParameterGroup> groups = [];

    /// <summary>Takes over the weights of a float32 model on the processor; the model is to be built over them after this.</summary>
    /// <param name="weights">The weights; each is replaced by a view.</param>
    public WeightTraining(ModelWeights weights)
    {
        var names = weights.Names.ToList();
        Add("matrices", ParameterRole.Matrix, names.Where(name => weights[name].Dimensions > 1).ToList());
        Add("vectors", ParameterRole.Vector, names.Where(name => weights[name].Dimensions == 1).ToList());

        void Add(string group, ParameterRole role, List<string> weightNames)
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var values = cat(weightNames.Select(name => weights[name].view(1, -1)).ToArray(), 1).DetachFromDisposeScope();
            var gradient = zeros_like(values).DetachFromDisposeScope();
            long at = 0;
            foreach (var name in weightNames)
            {
                var shape = weights[name].shape;
                var size = weights[name].numel();
                var view = values.narrow(1, at, size).view(shape).detach();
                view.requires_grad = true;
                view.grad = gradient.narrow(1, at, size).view(shape);
                weights.Replace(name, view);
                at += size;
            }

            members.Add(group, [.. weightNames.Select(name => (name, weights[name].numel()))]);
            groups.Add(new ParameterGroup(group, values, role, []));
            gradients.Add(group, gradient);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<ParameterGroup> Groups => groups;

    /// <inheritdoc />
    public IReadOnlyList<ParameterGroup> Trained => groups;

    /// <inheritdoc />
    public IActiveParameters Gather(long step, IReadOnlyList<int> users, Device device)
    {
        foreach (var gradient in gradients.Values) gradient.zero_();
        return this;
    }

    /// <inheritdoc />
    public IReadOnlyList<int> OwnersOf(ParameterGroup group) => [0];

    /// <inheritdoc />
    public Tensor Values(ParameterGroup group) => group.Values;

    /// <inheritdoc />
    public Tensor Gradient(ParameterGroup group) => gradients[group.Name];

    /// <inheritdoc />
    public string NameOf(ParameterGroup group, int row, long column)
    {
        foreach (var (weight, size) in members[group.Name])
        {
            if (column < size) return $"the weights {weight}";
            column -= size;
        }

        throw new ArgumentOutOfRangeException(nameof(column), column, null);
    }

    /// <inheritdoc />
    public string? NameOf(int user) => null;

    /// <inheritdoc />
    public CoLoraAdaptation? For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout) => null;

    /// <summary>Nothing to do: the gradients lie where they are wanted.</summary>
    public void CollectGradients()
    {
    }

    /// <summary>Nothing to do: the weights are views.</summary>
    public void Store(ParameterGroup group)
    {
    }

    /// <summary>Nothing to free after a step: the rows live as long as the training.</summary>
    public void Dispose()
    {
    }

    /// <summary>Frees the rows; the weights of the model stay valid.</summary>
    public void Release()
    {
        foreach (var gradient in gradients.Values) gradient.Dispose();
        foreach (var group in groups) group.Values.Dispose();
    }
}
