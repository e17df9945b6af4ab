using Colora.Runs;

namespace Colora.Studies.Similarity;

/// <summary>What <c>colora similarity</c> found.</summary>
/// <param name="Users">Names.</param>
/// <param name="Cosines">Cosine of the updates of every two users, −1…1; rows and columns in the order of <paramref
/// name="Users"/>.</param>
/// <param name="Order">Users in the order of the tree's leaves.</param>
/// <param name="Joins">The tree: groups 0…k−1 are the users, k+j is the j-th join; left, right, distance 1 −
/// cos.</param>
/// <param name="Groups">Suggested groups.</param>
/// <param name="Silhouette">Mean silhouette of the suggestion; 0 for one group.</param>
/// <param name="Conflicts">Pairs with a cosine below −0.1, the most opposed first.</param>
/// <param name="Planted">Spearman's rank correlation with the similarity that the benchmark planted; null where the
/// data know none.</param>
public sealed record SimilarityReport(
    IReadOnlyList<string> Users,
    IReadOnlyList<IReadOnlyList<double>> Cosines,
    IReadOnlyList<string> Order,
    IReadOnlyList<SimilarityJoin> Joins,
    IReadOnlyList<IReadOnlyList<string>> Groups,
    double Silhouette,
    IReadOnlyList<SimilarityPair> Conflicts,
    double? Planted) : INamesUsers, IRuledDocument
{
    /// <inheritdoc />
    public IEnumerable<string> UserNames() => Users;

    /// <summary>What differed from the run and was allowed by <c>--allow-changed</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults()
    {
        var users = Users.Count;
        foreach (var fault in DocumentRules.Users("users", Users)) yield return fault;
        if (Cosines.Count != users || Cosines.Any(row => row.Count != users))
            yield return ("cosines", $"are not {users} × {users}", "a row and a column of each user");
        if (Cosines.Any(row => row.Any(value => value is not (>= -1.001 and <= 1.001))))
            yield return ("cosines", "hold a number that is no cosine", "-1 … 1");
        if (!Order.Order(StringComparer.Ordinal).SequenceEqual(Users.Order(StringComparer.Ordinal)))
            yield return ("order", "does not name each user once", "the users in the order of the tree");
        for (var i = 0; i < Joins.Count; i++)
        {
            // Groups that stand before the i-th join: the users, and what the joins before it made.
            var (join, before) = (Joins[i], users + i);
            if (join.Left >= before || join.Right >= before || !double.IsFinite(join.Distance))
                yield return ($"joins[{i}]", "joins what is not there", "groups that come before it, and a distance");
        }

        foreach (var fault in DocumentRules.Groups(Groups)) yield return fault;
        foreach (var fault in DocumentRules.Finite(("silhouette", Silhouette), ("planted", Planted)))
            yield return fault;
    }
}
