using static TorchSharp.torch;

namespace Colora.Adapters;

/// <summary>One adapter of the users of several that have the same shared factors: those of a run, and of newcomers to it.</summary>
internal static class JoinedWeights
{
    /// <summary>Copies the first adapter's shared factors, and all users' personal ones in the order of the adapters.</summary>
    /// <param name="adapters">One or more, of the same modules and ownership; no user twice.</param>
    /// <exception cref="ArgumentException">They are of different modules or ownership, or a user is in two.</exception>
    public static AdapterWeights Of(params IReadOnlyList<AdapterWeights> adapters)
    {
        var first = adapters[0].Layout;
        if (adapters.Any(adapter => adapter.Layout.Ownership != first.Ownership || !adapter.Layout.Modules.SequenceEqual(first.Modules)))
            throw new ArgumentException("adapters of other modules, ranks or ownership cannot be joined", nameof(adapters));
        List<string> users = [.. adapters.SelectMany(adapter => adapter.Layout.Users)];
        if (users.Distinct().Count() < users.Count) throw new ArgumentException("a user is in two of the adapters", nameof(adapters));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var joined = new AdapterWeights(first with { Users = users });
        foreach (var bank in joined.Banks)
        {
            if (bank.IsShared) bank.Values.copy_(adapters[0][bank.Kind].Values);
            else bank.Values.copy_(cat([.. adapters.Select(adapter => adapter[bank.Kind].Values)], 0));
        }

        return joined;
    }
}
