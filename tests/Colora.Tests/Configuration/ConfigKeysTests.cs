using Xunit;

namespace Colora.Configuration;

public sealed class ConfigKeysTests
{
    [Fact]
    public void Of_ListsEveryValueInOrder()
    {
        var keys = ConfigKeys.Of<SampleConfig>();

        Assert.Equal(17, keys.Count);
        Assert.Equal(new ConfigKey("name", "text", "run", "Name of the run (not empty)"), keys[0]);
        Assert.Equal(new ConfigKey("note", "text or null", "null", "What it is for"), keys[1]);
        Assert.Equal(new ConfigKey("override", "text", "\"\"", "Replaces the prompt"), keys[2]);
        Assert.Equal(new ConfigKey("adapter.rank", "integer", "8", "Rank of the shared factors (at least 1)"), keys[3]);
        Assert.Equal(new ConfigKey("adapter.start", "lora-like | zero | svd", "lora-like", "Where the factors start"), keys[6]);
        Assert.Equal(new ConfigKey("adapter.targets", "list of text", "[q_proj, v_proj]", "Layers that are adapted (not empty)"), keys[7]);
        Assert.Equal(new ConfigKey("training.learning_rate", "number", "0.0003", "Peak learning rate (above 0, at most 1)"), keys[8]);
        Assert.Equal(new ConfigKey("training.warmup_steps", "integer or null", "null", "Steps before the peak rate (steps; at least 0)"), keys[10]);
        Assert.Equal("training.save_at", keys[^1].Key);
    }
}
