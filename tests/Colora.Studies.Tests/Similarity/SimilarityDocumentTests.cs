using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Similarity;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Similarity;

/// <summary>Documents about how alike users are, damaged in any one place: read as they stand or refused in one line; nothing else comes of it.</summary>
public sealed class SimilarityDocumentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_single_damage_is_refused_or_harmless()
    {
        DamagedDocument.AssertRefusedOrHarmless(folder, new ClusterPlan("run", [["a"], ["b", "c"]]), 15);
        var report = new SimilarityReport(["a", "b"], [[1, 0.5], [0.5, 1]], ["a", "b"], [new SimilarityJoin(0, 1, 0.5)], [["a", "b"]], 0, [], null);
        DamagedDocument.AssertRefusedOrHarmless(folder, report, 40);
        DamagedDocument.AssertRefusedOrHarmless(folder, new PlantedSimilarity(["a", "b"], [[1, 0], [0, 1]]), 15);
    }

    [Theory]
    [InlineData("""{"tenants": ["a", "b"], "similarity": [[1, 0]]}""", "2 × 2")]
    [InlineData("""{"tenants": ["a", "a"], "similarity": [[1, 0], [0, 1]]}""", "twice")]
    [InlineData("""{"tenants": ["a", null], "similarity": [[1, 0], [0, 1]]}""", "tenants[1]")]
    [InlineData("""{"tenants": ["a", "b"], "similarity": [[1, 1e999], [0, 1]]}""", "finite")]
    [InlineData("""{"tenants": ["a", "b"], "tenants": ["a", "b"], "similarity": [[1, 0], [0, 1]]}""", "malformed JSON")]
    [InlineData("""{"similarity": [[1, 0], [0, 1]]}""", "tenants")]
    [InlineData("[1]", "JSON value could not be converted")]
    [InlineData("", "malformed JSON")]
    public void The_line_says_where(string content, string mentions)
    {
        File.WriteAllText(folder["planted.json"], content);
        var message = Assert.Throws<InputException>(() => RunJson.Read<PlantedSimilarity>(folder["planted.json"])).Message;
        Assert.Contains(mentions, message);
        Assert.Contains("planted.json", message);
        Assert.DoesNotContain('\n', message);
    }

    public void Dispose() => folder.Dispose();
}
