using Colora.Formats;

namespace Colora.Adapters;

/// <summary>Who adapts what: users, modules and the ownership of each kind of factor.</summary>
/// <param name="Users">Names; a user's number is the place in this list.</param>
/// <param name="Modules">Adapted modules in the order of the forward pass.</param>
/// <param name="Ownership">What is shared and what is personal.</param>
public sealed record AdapterLayout(IReadOnlyList<string> Users, IReadOnlyList<AdaptedModule> Modules, FactorOwnership Ownership)
{
    /// <summary>The kinds of factor that this adapter has.</summary>
    public IReadOnlyList<FactorKind> Kinds { get; } =
        Enum.GetValues<FactorKind>().Where(kind => Ownership[kind] != Owner.None).ToArray();

    /// <summary>A user's number.</summary>
    /// <param name="user">Its name; null = none was given.</param>
    /// <param name="option">What named it, for the message.</param>
    /// <exception cref="InputException">The adapter has no such user.</exception>
    public int NumberOf(string? user, string option)
    {
        for (var number = 0; number < Users.Count; number++)
            if (Users[number] == user) return number;
        throw new InputException(option, user is null ? "nothing" : $"\"{user}\"", $"one of {string.Join(", ", Users)}");
    }

    /// <summary>How many owners a kind has: 1 when shared, the number of users when personal.</summary>
    public int OwnersOf(FactorKind kind) => Ownership[kind] == Owner.Shared ? 1 : Users.Count;

    /// <summary>Rows and columns of a module's factor as stored: A [r,in], S [r,r], B transposed [r,out] (its heads one below the other), the private ones with their rank.</summary>
    public static (int Rows, int Columns) ShapeOf(FactorKind kind, AdaptedModule module) => kind switch
    {
        FactorKind.A => (module.Rank, module.Module.In),
        FactorKind.S => (module.Rank, module.Rank),
        FactorKind.B => (module.Heads * module.Rank, module.Module.Out),
        FactorKind.PrivateA => (module.PrivateRank, module.Module.In),
        FactorKind.PrivateB => (module.PrivateRank, module.Module.Out),
        FactorKind.Exchanged => (module.Rank, module.Rank),
        FactorKind.Scale => (1, module.Module.Out),
        FactorKind.Router => (module.Heads, module.Module.In),
        FactorKind.Mixture => (1, module.Heads),
        FactorKind.Dense => (module.Module.Out, module.Module.In),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The module that a place in an owner's row of a kind belongs to.</summary>
    /// <param name="kind">The kind of factor.</param>
    /// <param name="column">Place in the row, 0 … <see cref="WidthOf"/> − 1.</param>
    public AdaptedModule ModuleAt(FactorKind kind, long column)
    {
        foreach (var module in Modules)
        {
            var (rows, columns) = ShapeOf(kind, module);
            if (column < (long)rows * columns) return module;
            column -= (long)rows * columns;
        }

        throw new ArgumentOutOfRangeException(nameof(column), column, null);
    }

    /// <summary>For each linear layer of the model, by its number and up to the last adapted one: its place in <see cref="Modules"/>, or −1 where it is not adapted.</summary>
    internal int[] PlacesOfModules()
    {
        var places = new int[Modules.Count == 0 ? 0 : Modules.Max(module => module.Module.Index) + 1];
        Array.Fill(places, -1);
        for (var i = 0; i < Modules.Count; i++) places[Modules[i].Module.Index] = i;
        return places;
    }

    /// <summary>Numbers that one owner of a kind holds, over all modules.</summary>
    public long WidthOf(FactorKind kind) => Modules.Sum(module =>
    {
        var (rows, columns) = ShapeOf(kind, module);
        return (long)rows * columns;
    });

    /// <summary>Trained numbers: of what is shared, and of one user.</summary>
    /// <param name="trained">The kinds that are trained; others stay as they began.</param>
    public (long Shared, long PerUser) Parameters(IReadOnlyCollection<FactorKind> trained)
    {
        long shared = 0, personal = 0;
        foreach (var kind in Kinds.Where(trained.Contains))
        {
            var width = kind == FactorKind.S && Ownership.IsDiagonal ? Modules.Sum(module => module.Rank) : WidthOf(kind);
            if (Ownership[kind] == Owner.Shared) shared += width;
            else personal += width;
        }

        return (shared, personal);
    }
}
