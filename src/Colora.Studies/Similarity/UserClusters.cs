namespace Colora.Studies.Similarity;

/// <summary>
/// Average linkage on the distance 1 − cos: the two groups with the smallest mean distance between their members are joined, again and again
/// (UPGMA), by chains of nearest neighbours (Murtagh 1983), which cost a time that grows with the square of the users. The number of groups is the one with the best mean silhouette (Rousseeuw 1987)
/// of all up to 64, and of some beyond.
/// </summary>
/// <param name="Joins">Which groups were joined at which distance; groups 0…k−1 are the users, k+j the j-th join.</param>
/// <param name="Order">Users in the order of the tree's leaves.</param>
/// <param name="Groups">Suggested groups of users.</param>
/// <param name="Silhouette">Mean silhouette of the suggestion, −1…1; 0 for a single group.</param>
internal sealed record UserClusters(
    IReadOnlyList<(int Left, int Right, double Distance)> Joins, IReadOnlyList<int> Order, IReadOnlyList<IReadOnlyList<int>> Groups, double Silhouette)
{
    /// <summary>Below this no substantial structure is there (Kaufman and Rousseeuw 1990): all users are one group.</summary>
    private const double Least = 0.25;

    private const int EachUpTo = 64;

    /// <summary>The tree and the suggestion; where the best silhouette is below 0.25 all users are one group.</summary>
    /// <param name="cosines">[users, users].</param>
    public static UserClusters Of(double[,] cosines)
    {
        var users = cosines.GetLength(0);
        var joins = Joined(cosines, users);
        var members = Enumerable.Range(0, users).Select(user => (List<int>?)[user]).Concat(joins.Select(_ => (List<int>?)null)).ToArray();
        var sizes = Cuts(users);
        IReadOnlyList<IReadOnlyList<int>> best = [[.. Enumerable.Range(0, users)]];
        double score = 0;
        var labels = new int[users];
        for (var join = 0; join < joins.Count; join++)
        {
            if (sizes.Contains(users - join))
            {
                var groups = members.OfType<List<int>>().ToList();
                for (var group = 0; group < groups.Count; group++)
                    foreach (var user in groups[group]) labels[user] = group;
                var silhouette = SilhouetteOf(cosines, labels, groups);
                if (silhouette > score && silhouette >= Least) (best, score) = ([.. groups.Select(group => (IReadOnlyList<int>)[.. group.Order()])], silhouette);
            }

            var (left, right, _) = joins[join];
            members[left]!.AddRange(members[right]!);
            members[users + join] = members[left];
            members[left] = members[right] = null;
        }

        return new UserClusters(joins, members[^1]!, [.. best.OrderBy(group => group[0])], score);
    }

    /// <summary>Numbers of groups that are tried: each up to 64, beyond every one by a half more.</summary>
    private static HashSet<int> Cuts(int users)
    {
        var sizes = Enumerable.Range(2, Math.Max(0, Math.Min(EachUpTo, users - 1) - 1)).ToHashSet();
        for (var size = EachUpTo * 3 / 2; size < users; size = size * 3 / 2) sizes.Add(size);
        return sizes;
    }

    private static List<(int Left, int Right, double Distance)> Joined(double[,] cosines, int users)
    {
        var distance = new double[users][];
        for (var i = 0; i < users; i++)
        {
            distance[i] = new double[users];
            for (var j = 0; j < users; j++) distance[i][j] = 1 - cosines[i, j];
        }

        // A chain goes from group to nearest group until two are each other's nearest: these may be joined at once, whatever is nearer elsewhere.
        var count = Enumerable.Repeat(1, users).ToArray();
        var living = Enumerable.Range(0, users).ToList();
        var chain = new List<int>();
        var found = new List<(int One, int Other, double Distance)>();
        while (living.Count > 1)
        {
            if (chain.Count == 0) chain.Add(living[0]);
            var last = chain[^1];
            var before = chain.Count > 1 ? chain[^2] : -1;
            var nearest = before >= 0 ? before : living[0] == last ? living[1] : living[0];
            foreach (var other in living)
                if (other != last && distance[last][other] < distance[last][nearest]) nearest = other;
            if (nearest != before)
            {
                chain.Add(nearest);
                continue;
            }

            chain.RemoveRange(chain.Count - 2, 2);
            var (kept, gone) = (Math.Min(last, before), Math.Max(last, before));
            found.Add((kept, gone, distance[last][before]));
            living.Remove(gone);
            foreach (var other in living)
            {
                if (other == kept) continue;
                distance[kept][other] = distance[other][kept] = (count[kept] * distance[kept][other] + count[gone] * distance[gone][other]) / (count[kept] + count[gone]);
            }

            count[kept] += count[gone];
        }

        return Named(found, users);
    }

    /// <summary>The joins by distance, groups named by the join that made them; a group is named by its first user while it is found.</summary>
    private static List<(int Left, int Right, double Distance)> Named(List<(int One, int Other, double Distance)> found, int users)
    {
        // A join is never nearer than those of its parts but for rounding; order by distance must not put it before them.
        var reached = new double[users];
        var levelled = found.Select(join =>
        {
            reached[join.One] = Math.Max(join.Distance, Math.Max(reached[join.One], reached[join.Other]));
            return (join.One, join.Other, join.Distance, Level: reached[join.One]);
        }).ToList();
        var name = Enumerable.Range(0, users).ToArray();
        var joins = new List<(int, int, double)>();
        foreach (var join in levelled.OrderBy(join => join.Level))
        {
            joins.Add((Math.Min(name[join.One], name[join.Other]), Math.Max(name[join.One], name[join.Other]), join.Distance));
            name[join.One] = users + joins.Count - 1;
        }

        return joins;
    }

    private static double SilhouetteOf(double[,] cosines, int[] labels, List<List<int>> groups)
    {
        double sum = 0;
        var sums = new double[groups.Count];
        for (var user = 0; user < labels.Length; user++)
        {
            var own = groups[labels[user]].Count;
            if (own == 1) continue;
            Array.Clear(sums);
            for (var other = 0; other < labels.Length; other++)
                if (other != user) sums[labels[other]] += 1 - cosines[user, other];
            var near = double.PositiveInfinity;
            for (var group = 0; group < sums.Length; group++)
                if (group != labels[user]) near = Math.Min(near, sums[group] / groups[group].Count);
            var within = sums[labels[user]] / (own - 1);
            sum += (near - within) / Math.Max(Math.Max(near, within), 1e-12);
        }

        return sum / labels.Length;
    }
}
