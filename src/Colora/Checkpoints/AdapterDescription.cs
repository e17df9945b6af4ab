using Colora.Adapters;

namespace Colora.Checkpoints;

/// <summary>Content of <c>adapter.json</c>.</summary>
/// <param name="Users">Names of the users in the order of the personal tensors' first dimension.</param>
/// <param name="Modules">Adapted modules.</param>
/// <param name="A">Owner of A.</param>
/// <param name="S">Owner of S.</param>
/// <param name="B">Owner of B.</param>
/// <param name="HasPrivate">Whether users have a low-rank part of their own.</param>
/// <param name="PrivateShare">a of its blend with the shared part; 0 = their sum.</param>
/// <param name="PrivateReplaces">Whether it is used instead of the shared part.</param>
/// <param name="Exchanged">Owner of a core that is exchanged.</param>
/// <param name="Scale">Owner of the scale of the outputs.</param>
/// <param name="Router">Owner of a router over B's heads.</param>
/// <param name="Mixture">Owner of the scores of B's heads.</param>
/// <param name="Dense">Owner of the sum of earlier rounds.</param>
/// <param name="Diagonal">Whether a core is its diagonal alone.</param>
internal sealed record AdapterDescription(
    IReadOnlyList<string> Users, IReadOnlyList<ModuleDescription> Modules, Owner A, Owner S, Owner B,
    bool HasPrivate = false, double PrivateShare = 0, bool PrivateReplaces = false,
    Owner Exchanged = Owner.None, Owner Scale = Owner.None, Owner Router = Owner.None, Owner Mixture = Owner.None,
    Owner Dense = Owner.None, bool Diagonal = false)
{
    /// <summary>Whether checksums of all files lie beside it; those of a checkpoint are in its state.</summary>
    public bool HasChecksums { get; init; }

    /// <summary>What <c>adapter.json</c> says of a layout.</summary>
    public static AdapterDescription Of(AdapterLayout layout)
    {
        var ownership = layout.Ownership;
        return new AdapterDescription(
            layout.Users,
            layout.Modules
                .Select(module => new ModuleDescription(
                    module.Module.Path, module.Rank, module.Scaling, module.PrivateRank, module.Heads))
                .ToList(),
            ownership.A, ownership.S, ownership.B, ownership.HasPrivate, ownership.PrivateShare,
            ownership.PrivateReplaces,
            ownership.Exchanged, ownership.Scale, ownership.Router, ownership.Mixture, ownership.Dense,
            ownership.IsDiagonal);
    }

    /// <summary>Who owns what.</summary>
    public FactorOwnership ToOwnership() => new(A, S, B)
    {
        IsDiagonal = Diagonal,
        HasPrivate = HasPrivate,
        PrivateShare = PrivateShare,
        PrivateReplaces = PrivateReplaces,
        Exchanged = Exchanged,
        Scale = Scale,
        Router = Router,
        Mixture = Mixture,
        Dense = Dense,
    };
}
