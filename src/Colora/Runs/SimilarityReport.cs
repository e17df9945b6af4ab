namespace Colora.Runs;

/// <summary>What <c>colora similarity</c> found.</summary>
/// <param name="Users">Names.</param>
/// <param name="Cosines">Cosine of the updates of every two users, −1…1; rows and columns in the order of <paramref name="Users"/>.</param>
/// <param name="Order">Users in the order of the tree's leaves.</param>
/// <param name="Joins">The tree: groups 0…k−1 are the users, k+j is the j-th join; left, right, distance 1 − cos.</param>
/// <param name="Groups">Suggested groups.</param>
/// <param name="Silhouette">Mean silhouette of the suggestion; 0 for one group.</param>
/// <param name="Conflicts">Pairs with a cosine below −0.1, the most opposed first.</param>
/// <param name="Planted">Spearman's rank correlation with the similarity that the benchmark planted; null where the data know none.</param>
public sealed record SimilarityReport(
    IReadOnlyList<string> Users, IReadOnlyList<IReadOnlyList<double>> Cosines, IReadOnlyList<string> Order, IReadOnlyList<SimilarityJoin> Joins,
    IReadOnlyList<IReadOnlyList<string>> Groups, double Silhouette, IReadOnlyList<SimilarityPair> Conflicts, double? Planted) : INamesUsers
{
    /// <inheritdoc />
    public IEnumerable<string> UserNames() => Users;

    /// <summary>What differed from the run and was allowed by <c>--allow-changed</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
