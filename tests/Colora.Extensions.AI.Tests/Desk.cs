using Colora.Engine;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Extensions.AI.Tests;

/// <summary>Twenty tenants on one tiny base, each of which has learned to answer everything in its own way, saved as a run.</summary>
public sealed class Desk : IAsyncLifetime
{
    public const int Count = 20;

    private const string Letters = "abcdefghijklmnop";

    private readonly TemporaryFolder folder = new();

    public string Run => folder["run"];

    public string Base => folder["model"];

    public static ModelOptions Options => new() { Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 } };

    public static TrainingOptions Training(int steps = 150) => new()
    {
        Rank = 8,
        Steps = steps,
        Configure = config => config with
        {
            Optimizer = config.Optimizer with { LearningRate = 0.01, CoreLearningRate = 0.03 },
            Training = config.Training with { BatchSize = 40 },
        },
    };

    /// <summary>A tenant's answer: two letters of its own, over and over; the first tenants write long ones.</summary>
    public static IEnumerable<TenantExample> Rows(int tenant, int count = 6)
    {
        var random = new SeededRandom(tenant);
        var (one, other) = (Letters[tenant % 16], Letters[(5 * tenant + 3) % 16]);
        var answer = string.Concat(Enumerable.Repeat($"{one}{other}", tenant < 2 ? 24 : 2 + tenant % 3));
        return Enumerable.Range(0, count).Select(_ => new TenantExample(Name(tenant), Word(random), answer));
    }

    public static string Name(int tenant) => $"tenant-{tenant:00}";

    public static string Word(SeededRandom random) => string.Concat(Enumerable.Range(0, 1 + random.Below(9)).Select(_ => Letters[random.Below(16)]));

    public async ValueTask InitializeAsync()
    {
        SampleModel.Write(Base, SampleModelShape.Tiny, 1);
        using var model = await ColoraModel.LoadAsync(Base, Options);
        await using var tenants = await model.TrainAsync(Enumerable.Range(0, Count).SelectMany(tenant => Rows(tenant)), Training());
        await tenants.SaveAsync(Run);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
