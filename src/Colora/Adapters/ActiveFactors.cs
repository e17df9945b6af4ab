using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>
/// The factors of the users present in one step (or one evaluation), gathered so that cost grows with the present users and
/// not with all. With gradients wanted, every module's factor is a leaf of autograd; the gradients of a kind end in one matrix.
/// </summary>
internal sealed class ActiveFactors : IUserFactors, IDisposable
{
    private readonly AdapterWeights weights;
    private readonly Dictionary<FactorKind, Gathered> gathered = [];
    private readonly Dictionary<int, int> placeOfUser = [];
    private readonly int[] placeOfModule;

    /// <summary>Gathers the factors of <paramref name="users"/>.</summary>
    /// <param name="weights">All factors.</param>
    /// <param name="users">Numbers of the users present, each once.</param>
    /// <param name="trained">Kinds that get gradients; none for evaluation.</param>
    /// <param name="device">Where to compute.</param>
    public ActiveFactors(AdapterWeights weights, IReadOnlyList<int> users, IReadOnlyCollection<FactorKind> trained, Device device)
    {
        this.weights = weights;
        Users = users;
        Device = device;
        TrainsShared = trained.Contains(FactorKind.A) || trained.Contains(FactorKind.B);
        for (var i = 0; i < users.Count; i++) placeOfUser.Add(users[i], i);
        placeOfModule = weights.Layout.PlacesOfModules();
        using var scope = NewDisposeScope();
        foreach (var bank in weights.Banks) gathered.Add(bank.Kind, Gather(bank, trained.Contains(bank.Kind), device));

        // The tensors belong to this object, not to whichever scope is innermost while it lives.
        foreach (var part in gathered.Values) part.Detach();
    }

    /// <summary>Numbers of the users present.</summary>
    public IReadOnlyList<int> Users { get; }

    /// <inheritdoc />
    public Device Device { get; }

    /// <inheritdoc />
    public bool TrainsShared { get; }

    /// <inheritdoc />
    public AdapterLayout Layout => weights.Layout;

    /// <summary>Values of a kind, [1 or present users, width].</summary>
    public Tensor Values(FactorKind kind) => gathered[kind].Values;

    /// <summary>Gradients of a trained kind, shaped like its values; complete once all backward passes are done.</summary>
    public Tensor Gradient(FactorKind kind) => gathered[kind].Gradient ?? throw new InvalidOperationException($"{kind} is not trained in this step");

    /// <summary>To be called after the last backward pass: lays the personal factors' gradients side by side.</summary>
    public void CollectGradients()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (kind, part) in gathered)
        {
            if (part.Index is null || part.Gradient is null) continue;
            var diagonal = kind == FactorKind.S && Layout.Ownership.IsDiagonal;
            var flat = part.Leaves.Select(leaf => leaf.grad is { } gradient
                ? (diagonal ? gradient * eye(gradient.size(-1), dtype: gradient.dtype, device: gradient.device) : gradient).reshape(Users.Count, -1)
                : zeros_like(leaf).view(Users.Count, -1));
            part.Gradient.copy_(cat(flat.ToArray(), 1));
        }
    }

    /// <inheritdoc />
    public Tensor Factor(FactorKind kind, int module) => gathered[kind].Leaves[module];

    /// <inheritdoc />
    public int PlaceOf(int moduleIndex) => moduleIndex < placeOfModule.Length ? placeOfModule[moduleIndex] : -1;

    /// <summary>The adaptation for a batch whose rows belong to the given users.</summary>
    /// <param name="userOfRow">User's number of each row.</param>
    /// <param name="dropout">Dropout of the batch, or none.</param>
    public CoLoraAdaptation For(IReadOnlyList<int> userOfRow, AdapterDropout? dropout = null)
    {
        var places = new long[userOfRow.Count];
        for (var i = 0; i < places.Length; i++) places[i] = placeOfUser[userOfRow[i]];
        return new CoLoraAdaptation(this, places, dropout);
    }

    /// <summary>Writes the values of a kind back to the adapter.</summary>
    public void Store(FactorKind kind)
    {
        using var inner = NewDisposeScope();
        using var quiet = no_grad();
        var part = gathered[kind];
        var target = weights[kind].Values;
        if (part.Index is null) target.copy_(part.Values);
        else target.index_copy_(0, part.Index, part.Values.to(target.device));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var part in gathered.Values) part.Dispose();
    }

    private Gathered Gather(FactorBank bank, bool trained, Device device)
    {
        using var quiet = no_grad();
        var index = bank.IsShared ? null : tensor(Users.Select(user => (long)user).ToArray(), ScalarType.Int64);
        var values = index is null ? bank.Values.to(device, copy: true) : bank.Values.index_select(0, index).to(device);
        var gradient = trained ? zeros_like(values) : null;
        var leaves = new Tensor[Layout.Modules.Count];
        for (var i = 0; i < leaves.Length; i++)
        {
            // A personal factor is strided in the matrix; autograd wants its leaves dense, so it gets a copy and a gradient of its own.
            leaves[i] = bank.IsShared ? bank.Slice(values, i)[0].detach() : bank.Slice(values, i).contiguous().detach();
            if (gradient is null) continue;
            leaves[i].requires_grad = true;
            if (bank.IsShared) leaves[i].grad = bank.Slice(gradient, i)[0];
        }

        return new Gathered(index, values, gradient, leaves);
    }

    private sealed record Gathered(Tensor? Index, Tensor Values, Tensor? Gradient, Tensor[] Leaves)
    {
        public void Detach()
        {
            Index?.DetachFromDisposeScope();
            Values.DetachFromDisposeScope();
            Gradient?.DetachFromDisposeScope();
            foreach (var leaf in Leaves) leaf.DetachFromDisposeScope();
        }

        public void Dispose()
        {
            Index?.Dispose();
            foreach (var leaf in Leaves) leaf.Dispose();
            Gradient?.Dispose();
            Values.Dispose();
        }
    }
}
