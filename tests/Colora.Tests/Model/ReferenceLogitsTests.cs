using Colora.Checkpoints;
using Colora.Engine;
using Colora.Losses;
using Colora.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Model;

/// <summary>Logits and losses of transformers, within the tolerances of the references' README (1e-4, 2e-5).</summary>
public sealed class ReferenceLogitsTests
{
    [Theory]
    [MemberData(nameof(ArchitectureTests.References), MemberType = typeof(ArchitectureTests))]
    public void Logits_and_loss_agree_with_transformers(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = ModelLoader.Load(SharedData.Require("models", name), ComputeEngine.Reference);
        using var reference = new ReferenceFile(SharedData.Require("models", name, "reference.safetensors"));
        var cases = reference.Names.Where(n => n.EndsWith(".labels", StringComparison.Ordinal)).Select(n => n[..^".labels".Length]).ToList();
        Assert.NotEmpty(cases);
        foreach (var one in cases)
        {
            var batch = reference.Batch(one);
            var mask = reference[$"{one}.attention_mask"];
            var hidden = model.Hidden(reference[$"{one}.input_ids"], mask, reference[$"{one}.position_ids"]);
            var logits = model.Logits(hidden) * mask.unsqueeze(-1);
            var difference = reference.Has($"{one}.logits")
                ? ReferenceFile.Difference(logits, reference[$"{one}.logits"])
                : ReferenceFile.Difference(logits.narrow(1, logits.size(1) - 16, 16), reference[$"{one}.logits_tail"]);
            Assert.True(difference <= 1e-4, $"{one}: logits differ by {difference}");

            var rows = NextTokenLoss.PerRow(model, hidden, batch);
            var loss = rows.Sum(row => row.Sum) / rows.Sum(row => row.Labels);
            Assert.True(Math.Abs(loss - reference.Scalar($"{one}.loss")) <= 2e-5, $"{one}: loss {loss} for {reference.Scalar($"{one}.loss")}");
        }
    }
}
