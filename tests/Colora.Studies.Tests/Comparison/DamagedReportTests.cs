using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;
using Colora.Studies.Similarity;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

/// <summary>A report of a comparison that is damaged in any one place is read as it stands or refused in one line; nothing else comes of it.</summary>
public sealed class DamagedReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_single_damage_is_refused_or_harmless()
    {
        var (score, validation) = (new Dictionary<string, double> { ["a"] = 0.5 }, new Dictionary<string, double?> { ["a"] = 1.5 });
        var summary = new CompareSummary("local", 4, 0.5, 0.1, 0.2, null, null, 0, 0, 1, 0, 1, []);
        var cell = new CompareCell("local", 4, 1, 0, 1e-3, "runs/x", score, validation, 1, 0, 1);
        DamagedDocument.AssertRefusedOrHarmless(folder, new CompareReport("p", "m", Score.ExactMatch, [summary], [], [cell]), 60);
    }

    [Fact]
    public void A_verdict_on_a_user_whose_likeness_is_not_known_is_refused()
    {
        var known = new SimilarityReport(["a", "x"], [[1, 0.5], [0.5, 1]], ["a", "x"], [new SimilarityJoin(0, 1, 0.5)], [["a", "x"]], 0, [], null);
        var report = CompareReports.Of(["a", "b"], [("local", 16, 0.2), ("colora", 16, 0.4)]) with { Similarity = new CompareSimilarity("colora", 16, 0, known) };
        RunJson.Write(folder["report.json"], report);
        var refusal = Assert.Throws<InputException>(() => RunJson.Read<CompareReport>(folder["report.json"]));
        Assert.Contains("name \"b\"; expected users whose likeness", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
