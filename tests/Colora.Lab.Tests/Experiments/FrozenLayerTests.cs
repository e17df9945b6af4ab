using Colora.Data;
using Colora.Formats;
using Colora.Lab.Experiments;
using Colora.Synthetic.Embedded;
using Xunit;

namespace Colora.Lab.Tests.Experiments;

public sealed class FrozenLayerTests
{
    [Fact]
    public void A_layer_that_the_model_lacks_is_refused_by_name()
    {
        var experiment = new FrozenLayer(EmbeddedFiles.Name, "model.layers.99.mlp.up_proj", new DataConfig());
        var refusal = Assert.Throws<InputException>(() => experiment.Run(new ExperimentContext(ExperimentSize.Quick, 0, new HeardNotes(), TestContext.Current.CancellationToken)));
        Assert.Contains("model.layers.0.self_attn.q_proj", refusal.Message);
    }
}
