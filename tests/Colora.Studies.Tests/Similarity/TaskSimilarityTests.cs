using Colora.Adapters;
using Colora.Methods;
using Colora.Studies.Similarity;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Studies.Tests.Similarity;

/// <summary>Similarity from the cores equals that of the whole updates, and groups are found where they were planted.</summary>
public sealed class TaskSimilarityTests
{
    [Fact]
    public void It_is_the_cosine_of_the_updates_in_any_gauge()
    {
        using var scope = NewDisposeScope();
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var updates = Enumerable.Range(0, 3).Select(user => Enumerable.Range(0, weights.Layout.Modules.Count)
            .SelectMany(module => AdapterFolding.Delta(weights, module, user).data<float>().Select(value => (double)value)).ToArray()).ToArray();
        var cosines = TaskSimilarity.Of(weights);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                double dot = 0, one = 0, other = 0;
                for (var n = 0; n < updates[i].Length; n++) (dot, one, other) = (dot + updates[i][n] * updates[j][n], one + updates[i][n] * updates[i][n], other + updates[j][n] * updates[j][n]);
                Assert.Equal(dot / Math.Sqrt(one * other), cosines[i, j], 1e-5);
            }
        }

        using var local = OwnCases.Adapter(model, new LocalMethod());
        Assert.Throws<ArgumentException>(() => TaskSimilarity.Of(local));
    }

    [Fact]
    public void Planted_groups_are_found()
    {
        var cosines = new double[6, 6];
        for (var i = 0; i < 6; i++)
            for (var j = 0; j < 6; j++) cosines[i, j] = i == j ? 1 : i % 2 == j % 2 ? 0.8 - 0.01 * Math.Abs(i - j) : 0.05;
        var clusters = UserClusters.Of(cosines);
        Assert.Equal([[0, 2, 4], [1, 3, 5]], clusters.Groups);
        Assert.InRange(clusters.Silhouette, 0.7, 0.9);
        Assert.Equal(5, clusters.Joins.Count);
        Assert.Equal(0.95, clusters.Joins[^1].Distance, 1e-9);
        Assert.Equal([0, 1, 2, 3, 4, 5], clusters.Order.Order());
    }

    [Fact]
    public void Users_without_groups_stay_together()
    {
        var cosines = new double[4, 4];
        for (var i = 0; i < 4; i++)
            for (var j = 0; j < 4; j++) cosines[i, j] = i == j ? 1 : 0.5;
        Assert.Single(UserClusters.Of(cosines).Groups);
        Assert.Single(UserClusters.Of(new double[1, 1] { { 1 } }).Groups);
    }

    [Fact]
    public void The_tree_is_that_of_average_linkage()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var cosines = Random(seed, 14);
            var found = UserClusters.Of(cosines);

            // By the definition: of all pairs of groups the two with the smallest mean distance.
            var groups = Enumerable.Range(0, 14).Select(user => new List<int> { user }).ToList();
            foreach (var join in found.Joins)
            {
                var (one, other, distance) = (from a in groups from b in groups where a[0] < b[0] select (a, b, Distance: a.Average(i => b.Average(j => 1 - cosines[i, j])))).MinBy(pair => pair.Distance);
                Assert.Equal(distance, join.Distance, 1e-12);
                groups.Remove(other);
                one.AddRange(other);
                one.Sort();
            }

            Assert.All(found.Joins, (join, i) => Assert.True(join.Left < join.Right && join.Right < 14 + i));
            Assert.Equal(Enumerable.Range(0, 26), found.Joins.SelectMany(join => new[] { join.Left, join.Right }).Order());
        }
    }

    [Fact]
    public void Weak_structure_is_no_structure()
    {
        // Two groups that are hardly nearer within than between: silhouette 0.1/0.9 = 0.11.
        var cosines = new double[8, 8];
        for (var i = 0; i < 8; i++)
            for (var j = 0; j < 8; j++) cosines[i, j] = i == j ? 1 : i % 2 == j % 2 ? 0.2 : 0.1;
        var clusters = UserClusters.Of(cosines);
        Assert.Equal((1, 0.0), (clusters.Groups.Count, clusters.Silhouette));
        for (var seed = 0; seed < 20; seed++) Assert.Single(UserClusters.Of(Random(seed, 30)).Groups);
    }

    [Fact]
    public void Two_thousand_users_are_grouped()
    {
        const int Users = 2000;
        var cosines = new double[Users, Users];
        for (var i = 0; i < Users; i++)
            for (var j = 0; j < Users; j++) cosines[i, j] = i == j ? 1 : i % 5 == j % 5 ? 0.6 + (i * 7919 + j * 7919) % 1000 / 1e4 : 0.05;
        var clusters = UserClusters.Of(cosines);
        Assert.Equal([400, 400, 400, 400, 400], clusters.Groups.Select(group => group.Count));
        Assert.All(clusters.Groups, group => Assert.Single(group.Select(user => user % 5).Distinct()));
        Assert.Equal(Users - 1, clusters.Joins.Count);
        Assert.Equal(Enumerable.Range(0, Users), clusters.Order.Order());
    }

    [Theory]
    [InlineData("colora", true)]
    [InlineData("colora-diag", true)]
    [InlineData("lora-xs", true)]
    [InlineData("colora-dual", false)]
    [InlineData("mtl-lora", false)]
    [InlineData("vera", false)]
    [InlineData("ce-lora", false)]
    [InlineData("feddpa-lora", false)]
    [InlineData("flora", false)]
    public void Users_are_compared_by_cores_only_where_nothing_else_is_theirs(string name, bool alone) => Assert.Equal(alone, Method.Named(name).Ownership.HasCoresAlone);

    private static double[,] Random(int seed, int users)
    {
        var state = (ulong)Colora.Engine.SeedSequence.Derive(seed, "cosines");
        var cosines = new double[users, users];
        for (var i = 0; i < users; i++)
        {
            cosines[i, i] = 1;
            for (var j = 0; j < i; j++) cosines[i, j] = cosines[j, i] = 0.3 + 0.2 * (Colora.Engine.SeedSequence.Next(ref state) / (double)ulong.MaxValue);
        }

        return cosines;
    }

    [Fact]
    public void Rank_correlation_is_Spearmans()
    {
        Assert.Equal(1, MathNet.Numerics.Statistics.Correlation.Spearman([1, 2, 3, 4], [1, 10, 100, 1000]), 12);
        Assert.Equal(-1, MathNet.Numerics.Statistics.Correlation.Spearman([1, 2, 3], [3, 2, 1]), 12);

        // Ranks 0.5 0.5 2 3 against 0 1 2 3: Pearson of these.
        Assert.Equal(4.5 / Math.Sqrt(4.5 * 5), MathNet.Numerics.Statistics.Correlation.Spearman([1, 1, 2, 3], [1, 2, 3, 4]), 12);
        Assert.True(double.IsNaN(MathNet.Numerics.Statistics.Correlation.Spearman([1, 1], [1, 2])));
    }
}
