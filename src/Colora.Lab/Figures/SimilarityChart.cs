using Colora.Lab.Drawings;

namespace Colora.Lab.Figures;

/// <summary>
/// Heat map of the users' cosines in the order of the tree, with the tree (average linkage on 1 − cos) beside it.
/// </summary>
public static class SimilarityChart
{
    /// <summary>Most users that are drawn one by one; of more, neighbours in the tree are put together.</summary>
    public const int MostUsers = 150;

    private const int Groups = 100;
    private const string Title = "How alike the users' updates are";

    /// <summary>The chart.</summary>
    /// <param name="users">Names in the order of the cosines.</param>
    /// <param name="cosines">Cosine of every two users.</param>
    /// <param name="order">Users' numbers in the order of the tree's leaves.</param>
    /// <param name="joins">The tree: groups 0…k−1 are the users, k+j is the j-th join.</param>
    /// <param name="width">Pixels that are there; many users take more.</param>
    public static Drawing Of(
        IReadOnlyList<string> users,
        IReadOnlyList<IReadOnlyList<double>> cosines,
        IReadOnlyList<int> order,
        IReadOnlyList<(int Left, int Right, double Distance)> joins,
        double width)
    {
        const string Unit = "cosine of two users' updates; beside it the tree of likeness";
        if (users.Count > MostUsers) return Pooled(users, cosines, order, width);
        List<IReadOnlyList<double>> values = [.. order.Select((_, i) => CosinesOf(i, cosines, order))];
        string[] names = [.. order.Select(user => users[user])];
        var place = order.Index().ToDictionary(leaf => leaf.Item, leaf => leaf.Index);
        var byLeaf = joins.Select(join => (Leaf(join.Left), Leaf(join.Right), join.Distance));
        return HeatChart.Of(Title, Unit, names, names, values, Format(values), HeatScale.Fitted, width, [.. byLeaf]);

        int Leaf(int group) => group < users.Count ? place[group] : group;
    }

    // A row of the map in the order of the tree.
    private static IReadOnlyList<double> CosinesOf(
        int leaf, IReadOnlyList<IReadOnlyList<double>> cosines, IReadOnlyList<int> order)
    {
        var own = cosines[order[leaf]];

        // A user's cosine with itself says nothing, and would stretch the colours.
        return [.. order.Select((other, j) => j == leaf ? double.NaN : own[other])];
    }

    // As many digits as tell the values apart.
    private static string Format(List<IReadOnlyList<double>> values)
    {
        var finite = values.SelectMany(row => row).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        return (finite.Max() - finite.Min()) switch
        {
            > 0.05 or 0 => "0.00",
            > 0.005 => "0.000",
            > 0.0005 => "0.0000",
            _ => "0.000000",
        };
    }

    private static Drawing Pooled(
        IReadOnlyList<string> users,
        IReadOnlyList<IReadOnlyList<double>> cosines,
        IReadOnlyList<int> order,
        double width)
    {
        var unit =
            $"mean cosine of {Groups} groups of neighbours in the tree; " +
            $"a group bears the name of its first of {users.Count} users";
        int[] bounds = [.. Enumerable.Range(0, Groups + 1).Select(i => (int)((long)i * users.Count / Groups))];
        int[][] groups = [.. Enumerable.Range(0, Groups).Select(i => order.Take(bounds[i]..bounds[i + 1]).ToArray())];
        List<IReadOnlyList<double>> values = [.. groups.Select(one => MeansOf(one, groups, cosines))];
        string[] names = [.. groups.Select(group => users[group[0]])];
        return HeatChart.Of(Title, unit, names, names, values, "0.00", HeatScale.Fitted, width);
    }

    // A row of the map of groups.
    private static IReadOnlyList<double> MeansOf(
        int[] one, int[][] groups, IReadOnlyList<IReadOnlyList<double>> cosines) =>
        [.. groups.Select(other => Mean(one, other, cosines))];

    // Over every pair of two users, one of each group; NaN where there is none.
    private static double Mean(int[] one, int[] other, IReadOnlyList<IReadOnlyList<double>> cosines)
    {
        var (sum, count) = (0.0, 0);
        foreach (var left in one)
        {
            foreach (var right in other)
            {
                var cosine = cosines[left][right];
                if (left == right || !double.IsFinite(cosine)) continue;
                sum += cosine;
                count++;
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }
}
