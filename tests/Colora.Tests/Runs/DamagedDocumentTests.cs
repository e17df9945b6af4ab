using Colora.Adapters;
using Colora.Formats;
using Colora.Runs;
using Colora.Runs.Train;
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
        DamagedDocument.AssertRefusedOrHarmless(folder, new RunInfo("m", "colora", [new RunUser("a", 1, 1, 1, null)], 1, 1, 1, 1, 0, "float32"), 30);
        DamagedDocument.AssertRefusedOrHarmless(folder, new RunSummary(3, 1, 1, 1, 1.5, false, 3, new Dictionary<string, long> { ["a"] = 3 }, new Dictionary<string, double?> { ["a"] = 1.5 }, "final"), 30);
        DamagedDocument.AssertRefusedOrHarmless(folder, new StartChoice("validation rows", [heat], heat), 30);
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
}
