using Colora.Adapters;
using Colora.Formats;
using Colora.Model;

namespace Colora.Generation;

/// <summary>
/// The adapters of all users as they are at one time, ready to answer with. They never change: another state is another
/// object. Whoever is given one (<c>BatchedDecoding</c>, <see cref="GenerationEngine"/>) owns it; its tensors
/// are freed when the owner and the last row that uses them have let it go.
/// </summary>
internal sealed class TenantAdapters : IDisposable
{
    private readonly ResidentFactors factors;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private int holders = 1;
    private int isGivenUp;

    /// <summary>
    /// Lays the factors out beside the model and takes the weights over (disposed here; nobody may change their numbers
    /// afterwards).
    /// </summary>
    /// <param name="weights">Factors of all users.</param>
    /// <param name="model">The base that they were read or trained for.</param>
    /// <exception cref="ArgumentException">
    /// The adapter belongs to a model of another shape; the weights stay the caller's.
    /// </exception>
    public TenantAdapters(AdapterWeights weights, CausalLM model)
    {
        var foreign = weights.Layout.Modules.Select(adapted => adapted.Module)
            .FirstOrDefault(module => module.Index >= model.Linears.Count
                || model.Linears[module.Index].Module != module);
        if (foreign is not null)
        {
            var found = $"{foreign.Path} [{foreign.Out}, {foreign.In}]";
            throw new ArgumentException($"the adapter has a module {found} that the model has not", nameof(weights));
        }

        for (var user = 0; user < weights.Layout.Users.Count; user++) numbers.TryAdd(weights.Layout.Users[user], user);
        factors = new ResidentFactors(weights, model.Device, model.Type);
        weights.Dispose();
    }

    /// <summary>Users, modules, ownership.</summary>
    public AdapterLayout Layout => factors.Layout;

    /// <summary>Whether the tensors have been freed.</summary>
    public bool IsDisposed => Volatile.Read(ref holders) == 0;

    /// <summary>Whether the owner has let the adapters go; rows may still use them.</summary>
    internal bool IsGivenUp => Volatile.Read(ref isGivenUp) != 0;

    internal IUserFactors Factors => factors;

    /// <summary>Lets the adapters go; rows that use them keep them until they leave.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isGivenUp, 1) == 0) Release();
    }

    /// <summary>A user's number.</summary>
    /// <exception cref="InputException">
    /// There is no such user. The names of the others are not told: they may be none of the caller's business.
    /// </exception>
    internal int NumberOf(string user) => numbers.TryGetValue(user, out var number) ? number
        : throw new InputException("user", $"\"{user}\"", "a user of the adapters in use");

    /// <summary>
    /// Keeps the tensors until <see cref="Release"/>; only for who knows that they have not been freed.
    /// </summary>
    internal void Hold() => Interlocked.Increment(ref holders);

    /// <summary>Ends one <see cref="Hold"/>, or the owner's hold.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0) factors.Dispose();
    }
}
