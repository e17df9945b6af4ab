namespace Colora.Studies.Similarity;

/// <summary>
/// Average linkage on the distance 1 − cos: the two groups with the smallest mean distance between their members are
/// joined, again and again (UPGMA), by chains of nearest neighbours (Murtagh 1983), which cost a time that grows with
/// the square of the users. The number of groups is the one with the best mean silhouette (Rousseeuw 1987) of all up
/// to 64, and of some beyond.
/// </summary>
/// <param name="Joins">Which groups were joined at which distance; groups 0…k−1 are the users, k+j the j-th
/// join.</param>
/// <param name="Order">Users in the order of the tree's leaves.</param>
/// <param name="Groups">Suggested groups of users.</param>
/// <param name="Silhouette">Mean silhouette of the suggestion, −1…1; 0 for a single group.</param>
internal sealed record UserClusters(
    IReadOnlyList<(int Left, int Right, double Distance)> Joins,
    IReadOnlyList<int> Order,
    IReadOnlyList<IReadOnlyList<int>> Groups,
    double Silhouette)
{
    /// <summary>
    /// Below this no substantial structure is there (Kaufman and Rousseeuw 1990): all users are one group.
    /// </summary>
    private const double Least = 0.25;

    private const int EachUpTo = 64;

    /// <summary>The tree and the suggestion; where the best silhouette is below 0.25 all users are one group.</summary>
    /// <param name="cosines">[users, users].</param>
    public static UserClusters Of(double[,] cosines)
    {
        var users = cosines.GetLength(0);
        var joins = Joined(cosines, users);
        var sizes = Cuts(users);

        // Of each group by its number: its members; null of one that does not stand yet, or no longer.
        var members = new List<int>?[users + joins.Count];
        for (var user = 0; user < users; user++) members[user] = [user];
        IReadOnlyList<IReadOnlyList<int>> best = [[.. Enumerable.Range(0, users)]];
        double score = 0;
        for (var join = 0; join < joins.Count; join++)
        {
            if (sizes.Contains(users - join))
            {
                List<List<int>> groups = [.. members.OfType<List<int>>()];
                var silhouette = SilhouetteOf(cosines, Labels(groups, users), groups);
                if (silhouette > score && silhouette >= Least) (best, score) = (Sorted(groups), silhouette);
            }

            var (left, right, _) = joins[join];
            members[left]!.AddRange(members[right]!);
            members[users + join] = members[left];
            members[left] = members[right] = null;
        }

        return new UserClusters(joins, members[^1]!, [.. best.OrderBy(group => group[0])], score);
    }

    /// <summary>Of each user the group that it is in.</summary>
    private static int[] Labels(List<List<int>> groups, int users)
    {
        var labels = new int[users];
        foreach (var (number, group) in groups.Index())
            foreach (var user in group) labels[user] = number;
        return labels;
    }

    private static IReadOnlyList<IReadOnlyList<int>> Sorted(List<List<int>> groups) =>
        [.. groups.Select(group => (IReadOnlyList<int>)[.. group.Order()])];

    /// <summary>Numbers of groups that are tried: each up to 64, beyond every one by a half more.</summary>
    private static HashSet<int> Cuts(int users)
    {
        var sizes = Enumerable.Range(2, Math.Max(0, Math.Min(EachUpTo, users - 1) - 1)).ToHashSet();
        for (var size = EachUpTo * 3 / 2; size < users; size = size * 3 / 2) sizes.Add(size);
        return sizes;
    }

    private static List<(int Left, int Right, double Distance)> Joined(double[,] cosines, int users)
    {
        var distance = Distances(cosines, users);

        // A chain goes from group to nearest group until two are each other's nearest: these may be joined at once,
        // whatever is nearer elsewhere.
        var count = Enumerable.Repeat(1, users).ToArray();
        var living = Enumerable.Range(0, users).ToList();
        var chain = new List<int>();
        var found = new List<(int One, int Other, double Distance)>();
        while (living.Count > 1)
        {
            if (chain.Count == 0) chain.Add(living[0]);
            var last = chain[^1];
            int? before = chain.Count > 1 ? chain[^2] : null;
            var nearest = Nearest(distance[last], living, last, before);
            if (nearest != before)
            {
                chain.Add(nearest);
                continue;
            }

            chain.RemoveRange(chain.Count - 2, 2);
            var (kept, gone) = (Math.Min(last, nearest), Math.Max(last, nearest));
            found.Add((kept, gone, distance[last][nearest]));
            living.Remove(gone);
            var all = count[kept] + count[gone];
            foreach (var other in living.Where(other => other != kept))
            {
                var sum = count[kept] * distance[kept][other] + count[gone] * distance[gone][other];
                distance[kept][other] = distance[other][kept] = sum / all;
            }

            count[kept] = all;
        }

        return Named(found, users);
    }

    private static double[][] Distances(double[,] cosines, int users)
    {
        var distance = new double[users][];
        for (var i = 0; i < users; i++)
        {
            distance[i] = new double[users];
            for (var j = 0; j < users; j++) distance[i][j] = 1 - cosines[i, j];
        }

        return distance;
    }

    /// <summary>
    /// The group nearest to the last of a chain; where several are as near, the one before it in the chain, so that
    /// it ends.
    /// </summary>
    private static int Nearest(double[] distance, List<int> living, int last, int? before)
    {
        var nearest = before ?? living.Find(group => group != last);
        foreach (var other in living)
            if (other != last && distance[other] < distance[nearest]) nearest = other;
        return nearest;
    }

    /// <summary>
    /// The joins by distance, groups named by the join that made them; a group is named by its first user while it is
    /// found.
    /// </summary>
    private static List<(int Left, int Right, double Distance)> Named(
        List<(int One, int Other, double Distance)> found,
        int users)
    {
        // A join is never nearer than those of its parts but for rounding; order by distance must not put it before
        // them.
        var reached = new double[users];
        var levels = new List<double>();
        foreach (var join in found)
        {
            reached[join.One] = Math.Max(join.Distance, Math.Max(reached[join.One], reached[join.Other]));
            levels.Add(reached[join.One]);
        }

        var name = Enumerable.Range(0, users).ToArray();
        var joins = new List<(int, int, double)>();
        foreach (var join in found.Zip(levels).OrderBy(pair => pair.Second).Select(pair => pair.First))
        {
            var (one, other) = (name[join.One], name[join.Other]);
            joins.Add((Math.Min(one, other), Math.Max(one, other), join.Distance));
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
