namespace Colora.Collaboration;

/// <summary>
/// Average linkage on the distance 1 − cos: the two groups with the smallest mean distance between their members are joined, again and again
/// (UPGMA). The number of groups is the one with the best mean silhouette (Rousseeuw 1987).
/// </summary>
/// <param name="Joins">Which groups were joined at which distance; groups 0…k−1 are the users, k+j the j-th join.</param>
/// <param name="Order">Users in the order of the tree's leaves.</param>
/// <param name="Groups">Suggested groups of users.</param>
/// <param name="Silhouette">Mean silhouette of the suggestion, −1…1; 0 for a single group.</param>
public sealed record UserClusters(
    IReadOnlyList<(int Left, int Right, double Distance)> Joins, IReadOnlyList<int> Order, IReadOnlyList<IReadOnlyList<int>> Groups, double Silhouette)
{
    private const double Least = 0.1;

    /// <summary>The tree and the suggestion; a silhouette below 0.1 suggests one group.</summary>
    /// <param name="cosines">[users, users].</param>
    public static UserClusters Of(double[,] cosines)
    {
        var users = cosines.GetLength(0);
        var members = Enumerable.Range(0, users).ToDictionary(user => user, user => new List<int> { user });
        var joins = new List<(int, int, double)>();
        var (best, score) = (new List<IReadOnlyList<int>> { Enumerable.Range(0, users).ToList() }, 0.0);
        while (members.Count > 1)
        {
            if (members.Count < users)
            {
                var silhouette = Silhouettes(cosines, [.. members.Values]);
                if (silhouette > score && silhouette >= Least) (best, score) = ([.. members.Values.Select(group => (IReadOnlyList<int>)[.. group])], silhouette);
            }

            var names = members.Keys.Order().ToList();
            var (left, right, distance) = names
                .SelectMany(a => names.Where(b => b > a).Select(b => (a, b, Distance: Mean(cosines, members[a], members[b]))))
                .MinBy(pair => pair.Distance);
            members[users + joins.Count] = [.. members[left], .. members[right]];
            members.Remove(left);
            members.Remove(right);
            joins.Add((left, right, distance));
        }

        return new UserClusters(joins, members.Values.Single(), [.. best.Select(group => (IReadOnlyList<int>)[.. group.Order()]).OrderBy(group => group[0])], score);
    }

    private static double Mean(double[,] cosines, List<int> one, List<int> other) => one.Average(i => other.Average(j => 1 - cosines[i, j]));

    private static double Silhouettes(double[,] cosines, List<List<int>> groups)
    {
        double sum = 0;
        var users = 0;
        foreach (var group in groups)
        {
            foreach (var user in group)
            {
                users++;
                if (group.Count == 1) continue;
                var own = group.Where(other => other != user).Average(other => 1 - cosines[user, other]);
                var near = groups.Where(other => other != group).Min(other => other.Average(member => 1 - cosines[user, member]));
                sum += (near - own) / Math.Max(Math.Max(near, own), 1e-12);
            }
        }

        return sum / users;
    }
}
