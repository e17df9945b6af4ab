using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Train;
using Colora.Studies.Comparison;
using Colora.Studies.Similarity;
using Colora.Synthetic.Pretraining;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Runs;

/// <summary>A document of a run that is damaged in any one place is read as it stands or refused in one line; nothing else comes of it.</summary>
public sealed class DamagedDocumentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_single_damage_is_refused_or_harmless()
    {
        var heat = new StartHeat(StartKind.LoraLike, 0.5, 1, 4, 3, 1.5);
        Check(new RunInfo("m", "colora", [new RunUser("a", 1, 1, 1, null)], 1, 1, 1, 1, 0, "float32"), 30);
        Check(new RunSummary(3, 1, 1, 1, 1.5, false, 3, new Dictionary<string, long> { ["a"] = 3 }, new Dictionary<string, double?> { ["a"] = 1.5 }, "final"), 30);
        Check(new PretrainSummary(1, 1, 1, 1, 1, 1, 1, 1, "0", 0, "final"), 30);
        Check(new StartChoice("validation rows", [heat], heat), 30);
        Check(new ClusterPlan("run", [["a"], ["b", "c"]]), 15);
        Check(new SimilarityReport(["a", "b"], [[1, 0.5], [0.5, 1]], ["a", "b"], [new SimilarityJoin(0, 1, 0.5)], [["a", "b"]], 0, [], null), 40);
        Check(new PlantedSimilarity(["a", "b"], [[1, 0], [0, 1]]), 15);
        Check(new CompareReport("p", "m", Score.ExactMatch, [new CompareSummary("local", 4, 0.5, 0.1, 0.2, null, null, 0, 0, 1, 0, 1, [])], [],
            [new CompareCell("local", 4, 1, 0, 1e-3, "runs/x", new Dictionary<string, double> { ["a"] = 0.5 }, new Dictionary<string, double?> { ["a"] = 1.5 }, 1, 0, 1)]), 60);
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

    [Fact]
    public void A_verdict_on_a_user_whose_likeness_is_not_known_is_refused()
    {
        var report = CompareReports.Of(["a", "b"], [("local", 16, 0.2), ("colora", 16, 0.4)]) with
        {
            Similarity = new CompareSimilarity("colora", 16, 0, new SimilarityReport(["a", "x"], [[1, 0.5], [0.5, 1]], ["a", "x"], [new SimilarityJoin(0, 1, 0.5)], [["a", "x"]], 0, [], null)),
        };
        RunJson.Write(folder["report.json"], report);
        Assert.Contains("name \"b\"; expected users whose likeness", Assert.Throws<InputException>(() => RunJson.Read<CompareReport>(folder["report.json"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"step":0,"loss":"low"}""")]
    [InlineData("""{"loss":1.5}""")]
    [InlineData("""{"step":1.5,"loss":1.5}""")]
    [InlineData("""[]""")]
    public void A_log_that_is_damaged_is_told_by_its_line(string row)
    {
        File.WriteAllText(folder["metrics.jsonl"], "{\"step\":0,\"loss\":2.5}\n" + row + "\n");
        Assert.Contains("metrics.jsonl:2", Assert.Throws<InputException>(() => MetricsLog.ReadLosses(folder["metrics.jsonl"])).Message);
        using (MetricsLog.Open(folder["metrics.jsonl"], 5))
        {
        }

        // A resumed run keeps of it what it can be summed up from at its end.
        Assert.Equal([(0L, 2.5)], MetricsLog.ReadLosses(folder["metrics.jsonl"]));
    }

    [Fact]
    public void A_log_without_a_validation_is_refused_where_the_best_is_asked_for()
    {
        File.WriteAllText(folder["metrics.jsonl"], "{\"step\":0,\"loss\":2.5}\n");
        Assert.Contains("no row of a validation", Assert.Throws<InputException>(() => MetricsLog.BestValidation(folder["metrics.jsonl"])).Message);
        File.AppendAllText(folder["metrics.jsonl"], "{\"step\":1,\"validation_mean\":2}\n{\"step\":2,\"validation_mean\":1.5}\n");
        Assert.Equal(1.5, MetricsLog.BestValidation(folder["metrics.jsonl"]));
    }

    public void Dispose() => folder.Dispose();

    private void Check<T>(T document, int atLeast)
    {
        var path = folder[$"{typeof(T).Name}.json"];
        RunJson.Write(path, document);
        RunJson.Read<T>(path);
        var text = File.ReadAllText(path);
        var (refused, tried) = (0, 0);
        foreach (var damaged in Damages(text))
        {
            tried++;
            File.WriteAllText(path, damaged);
            try
            {
                RunJson.Read<T>(path);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
                Assert.Contains(Path.GetFileName(path), e.Message);
            }
        }

        Assert.True(refused >= atLeast, $"{typeof(T).Name}: {refused} of {tried} refused");
    }

    private static IEnumerable<string> Damages(string text)
    {
        foreach (var whole in (string[])["", text[..(text.Length / 2)], "hello", "[]", "null", "{}", new string('[', 5000), "\u0000"]) yield return whole;
        foreach (var path in Paths(JsonNode.Parse(text)!, []))
        {
            foreach (var value in (string[])["null", "-1", "\"x\"", "[]", "{}", "1e300", "1e400", "9223372036854775808", "\"NaN\"", "[null]", "\"\\ud800\"", ""])
            {
                var copy = JsonNode.Parse(text)!;
                var at = path[..^1].Aggregate(copy, (node, key) => key is int place ? node[place]! : node[(string)key]!);
                if (value.Length == 0)
                {
                    if (path[^1] is int place) at.AsArray().RemoveAt(place);
                    else at.AsObject().Remove((string)path[^1]);
                    yield return copy.ToJsonString();
                    continue;
                }

                if (path[^1] is int number) at[number] = "@@";
                else at[(string)path[^1]] = "@@";
                yield return copy.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        if (path.Length > 0) yield return path;
        var inner = node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, [.. path, member.Key])),
            JsonArray items => items.Take(1).SelectMany(item => Paths(item, [.. path, 0])),
            _ => [],
        };
        foreach (var deeper in inner) yield return deeper;
    }
}
