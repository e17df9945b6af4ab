using System.Globalization;
using Colora.Adapters;
using Colora.Formats;
using Colora.Methods;

namespace Colora.Checkpoints;

/// <summary>
/// What holds of every <c>adapter.json</c> that this program writes, and is believed of none that it reads.
/// </summary>
internal static class AdapterDescriptionCheck
{
    private const int MostRank = 1 << 20;
    private const double MostScaling = 1e9;

    /// <summary>
    /// What the users of a run own by one of the methods, and where groups of users each have a pair of their own, all
    /// of it side by side.
    /// </summary>
    private static IEnumerable<FactorOwnership> Known =>
    [
        .. Method.All.Select(method => method.Ownership),
        new FactorOwnership(Owner.Personal, Owner.Personal, Owner.Personal),
    ];

    /// <summary>Refuses a description that no run of ours can have.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="description">Its content.</param>
    /// <exception cref="InputException">A member is missing or out of range, or the owners are those of no
    /// arm.</exception>
    public static void Require(string path, AdapterDescription description)
    {
        if (description.Users.Count == 0) throw new InputException(path, "no user", "one or more in \"users\"");
        UserName.CheckAll(description.Users, path);
        if (description.Modules.Count == 0) throw new InputException(path, "no module", "one or more in \"modules\"");
        var paths = new HashSet<string>();
        foreach (var module in description.Modules)
        {
            if (module?.Path is null)
            {
                throw new InputException(
                    path, "a module that is null or has no path", "path, rank and scaling of each module");
            }

            RequireSizes(path, module);
            if (!paths.Add(module.Path))
                throw new InputException(path, $"module \"{module.Path}\" twice", "each module once");
        }

        RequireOwners(path, description);
    }

    private static void RequireSizes(string path, ModuleDescription module)
    {
        if (module.Rank is >= 1 and <= MostRank
            && module.PrivateRank is >= 0 and <= MostRank
            && module.Heads is >= 1 and <= MostRank
            && (long)module.Rank * module.Heads <= MostRank
            && module.Scaling is > 0 and <= MostScaling)
        {
            return;
        }

        throw new InputException(
            path,
            string.Create(
                CultureInfo.InvariantCulture,
                $"module \"{module.Path}\" with rank {module.Rank}, private_rank {module.PrivateRank}, "
                + $"heads {module.Heads}, scaling {module.Scaling}"),
            "the sizes that colora train writes");
    }

    private static void RequireOwners(string path, AdapterDescription description)
    {
        if (!double.IsFinite(description.PrivateShare) || description.PrivateShare is < 0 or > 1)
        {
            throw new InputException(
                path, string.Create(CultureInfo.InvariantCulture, $"private_share {description.PrivateShare}"), "0 … 1");
        }

        var ownership = description.ToOwnership() with { PrivateShare = 0 };
        if (!IsKnown(ownership))
        {
            throw new InputException(
                path,
                $"a: {description.A}, s: {description.S}, b: {description.B}, exchanged: {description.Exchanged}, "
                    + $"scale: {description.Scale}, router: {description.Router}, mixture: {description.Mixture}, "
                    + $"dense: {description.Dense}",
                "the owners of one of the arms",
                "take the adapter.json that the run was written with");
        }

        foreach (var module in description.Modules) RequireFit(path, module, ownership);
    }

    private static bool IsKnown(FactorOwnership ownership)
    {
        // Adapters of before did not say that their cores are diagonals, and were never blended otherwise than by a
        // number.
        var arms = Known.Select(known => known with { PrivateShare = 0 });
        return arms.Any(known => known == ownership || known with { IsDiagonal = false } == ownership);
    }

    private static void RequireFit(string path, ModuleDescription module, FactorOwnership ownership)
    {
        if (ownership.HasPrivate && module.PrivateRank < 1)
        {
            throw new InputException(
                path, $"module \"{module.Path}\" with private_rank {module.PrivateRank}",
                "1 or more: has_private is true");
        }

        if (module.Heads > 1 && !ownership.HasHeads)
        {
            throw new InputException(
                path, $"module \"{module.Path}\" with heads {module.Heads}",
                "1: the arm has neither a router nor a mixture");
        }
    }
}
