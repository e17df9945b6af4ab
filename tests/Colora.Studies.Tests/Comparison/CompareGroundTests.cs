using Colora.Adapters;
using Colora.Methods;
using Colora.Studies.Comparison;
using Colora.Synthetic.Embedded;
using Colora.Training;
using Xunit;

namespace Colora.Studies.Tests.Comparison;

/// <summary>The names by which runs of a comparison are kept.</summary>
public sealed class CompareGroundTests
{
    /// <summary>Where this fails, the runs that are kept in docs/results/data are no longer found, and would all be trained again: that has to be meant.</summary>
    [Fact]
    public void A_kept_run_is_found_by_the_name_that_it_was_kept_by()
    {
        var ground = new CompareGround("the base", ["the rows of one user", "those of another"]) { Notices = [] };
        var config = EmbeddedFiles.Config with
        {
            Adapter = new AdapterConfig { Rank = 16, Alpha = 32 },
            Start = new StartConfig { Budget = 1 },
            Optimizer = new OptimizerConfig { Kind = OptimizerKind.Adamw },
            Cores = new CoresConfig { Freedom = CoreFreedom.Whole },
            Training = new TrainingConfig { Steps = 60, Seed = 3 },
        };
        Assert.Equal("12145e095df39ab0", ground.HashOf(config, ""));
        Assert.Equal(ground.HashOf(config, ""), ground.HashOf(config with { Model = "elsewhere", Data = config.Data with { Path = "there" } }, ""));
        Assert.NotEqual(ground.HashOf(config, ""), ground.HashOf(config with { Adapter = new AdapterConfig() }, ""));
        Assert.NotEqual(ground.HashOf(config, ""), ground.HashOf(config with { Start = new StartConfig() }, ""));
        Assert.NotEqual(ground.HashOf(config, ""), ground.HashOf(config with { Cores = new CoresConfig() }, ""));
        Assert.NotEqual(ground.HashOf(config, ""), ground.HashOf(config with { Optimizer = new OptimizerConfig() }, ""));
        Assert.NotEqual(ground.HashOf(config, ""), ground.HashOf(config with { Training = config.Training with { Seed = 4 } }, ""));
    }
}
