using Colora.Engine;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Demo;
using Colora.Testing;
using Xunit;

namespace Colora.Studies.Tests.Demo;

/// <summary>A shortened demo leaves all that the long one does.</summary>
public sealed class DemoRunTests
{
    [Fact]
    public void It_judges_four_methods_on_the_same_rows_and_exports_an_adapter()
    {
        using var folder = new TemporaryFolder();
        var result = DemoRun.Execute(folder["demo"], 3, new SilentListener(), Short, TestContext.Current.CancellationToken);
        Assert.Equal(["base", "local", "pooled", "colora"], result.Methods.Keys);
        foreach (var method in result.Methods.Values)
        {
            Assert.Equal(8, method.Tenants.Count);
            Assert.Equal(method.Tenants.Values.Average(), method.Mean, 12);
            Assert.Equal(method.Tenants.Values.Min(), method.Worst, 12);
        }

        Assert.Equal(["local", "pooled", "colora"], result.Costs.Keys);
        Assert.Equal(0, result.Costs["pooled"].PerTenant);
        Assert.Equal(0, result.Costs["local"].SharedParameters);
        Assert.True(result.Costs["colora"].PerTenant * 5 < result.Costs["local"].PerTenant);
        Assert.True(File.Exists(Path.Combine(result.Adapter!, "adapter_model.safetensors")));
        Assert.Contains("of 8 tenants", result.Sentence);
        Assert.Equal(result.Methods["colora"].Mean - result.Methods["local"].Mean, result.OverLocal.Values.Average(gain => gain.Mean), 12);
        Assert.Throws<InputException>(() => DemoRun.Execute(folder["demo"], 3, new SilentListener(), Short, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void An_adapter_that_cannot_be_written_costs_no_answer()
    {
        using var folder = new TemporaryFolder();
        var listener = new SilentListener(_ => File.WriteAllText(folder["demo", "adapter"], "in the way"));
        var result = DemoRun.Execute(folder["demo"], 3, listener, Short, TestContext.Current.CancellationToken);
        Assert.Null(result.Adapter);
        Assert.Contains("of 8 tenants", result.Sentence);
        Assert.Single(listener.Notes, note => note.StartsWith("adapter left out: ", StringComparison.Ordinal));
    }

    private static RunConfig Short(RunConfig config) => config with
    {
        Engine = new EngineConfig { Dtype = WeightType.Float32, Threads = 1 },
        Training = config.Training with { Steps = 3, BatchSize = 8 },
        Checkpoints = config.Checkpoints with { ValidateEvery = 3 },
        Evaluation = config.Evaluation with { MaxRows = 2, MaxNewTokens = 4 },
    };
}
