using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Formats.Peft;
using Colora.Testing;
using Colora.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Adapters;

/// <summary>One user of CoLoRA as a plain LoRA, against what PEFT saved.</summary>
public sealed class FoldingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Folding_gives_PEFTs_tensors_and_logits(int user)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var reference = new ColoraReference();
        using var weights = reference.State("start_random.safetensors");
        var folder = ColoraReference.Path("folded", $"user{user}");
        using var expected = new ReferenceFile(Path.Combine(folder, PeftAdapterConfig.WeightFileName));
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var path = weights.Layout.Modules[module].Module.Path;
            var (a, b) = AdapterFolding.Fold(weights, module, user);
            Assert.Equal(0, ReferenceFile.Difference(a, expected[PeftTensorName.Compose(path, LoraFactor.A)]));
            Assert.True(ReferenceFile.Difference(b, expected[PeftTensorName.Compose(path, LoraFactor.B)]) < 1e-6);
        }

        using var imported = PeftImporter.Read(folder, reference.Model);
        using var logits = new ReferenceFile(Path.Combine(folder, "reference.safetensors"));
        var batch = reference.Batches.Batch("mixed");
        using var active = new ActiveFactors(imported, [0], [], CPU);
        using var adaptation = active.For(new int[batch.Rows]);
        var computed = reference.Model.Logits(reference.Model.Hidden(batch.IdsOn(CPU), batch.MaskOn(CPU), null, adaptation)) * batch.MaskOn(CPU).unsqueeze(-1);
        Assert.True(ReferenceFile.Difference(computed, logits["logits"] * batch.MaskOn(CPU).unsqueeze(-1)) <= 1e-4);
    }
}
