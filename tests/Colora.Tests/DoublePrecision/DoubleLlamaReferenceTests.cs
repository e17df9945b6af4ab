using Colora.Formats.Safetensors;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

/// <summary>Against the values of transformers in single precision (noise 2e-5; the smallest mistake tried moves a logit by 6e-4).</summary>
public sealed class DoubleLlamaReferenceTests
{
    private const double LogitTolerance = 1e-4;
    private const double LossTolerance = 2e-5;

    public static TheoryData<string> Models => [
        "tiny-llama", "tiny-llama-tied", "tiny-llama-bias", "tiny-llama-rope3", "tiny-llama-linear", "tiny-llama-bf16-sharded", "tiny-llama-newkeys",
        "tiny-mistral", "tiny-qwen2", "tiny-qwen2-window"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_and_losses_agree(string model)
    {
        var (llama, reference) = Open(model);
        using var file = reference;
        foreach (var name in new[] { "plain", "right", "left" }) AssertCase(llama, file, name);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_long_row_agrees(string model)
    {
        var (llama, reference) = Open(model);
        using var file = reference;
        var batch = ReferenceTensors.Batch(file, "long");
        var forward = llama.Forward(batch);
        var tail = file.ReadDoubles("long.logits_tail");
        Assert.InRange(ReferenceTensors.LargestDifference(forward.Logits.AsSpan()[^tail.Length..], tail), 0, LogitTolerance);
        Assert.Equal(file.ReadDoubles("long.loss")[0], forward.Loss, LossTolerance);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Greedy_continuations_are_the_same(string model)
    {
        var (llama, reference) = Open(model);
        using var file = reference;
        Assert.Equal(file.ReadInt64("greedy.output_ids"), llama.Continue(file.ReadInt64("greedy.input_ids"), 16));
    }

    [Fact]
    public void A_published_model_agrees()
    {
        var (llama, reference) = Open("stories260k");
        using var file = reference;
        AssertCase(llama, file, "plain");
        Assert.Equal(file.ReadInt64("greedy.output_ids")[..36], llama.Continue(file.ReadInt64("greedy.input_ids"), 10));
    }

    private static (DoubleLlama Llama, SafetensorsFile Reference) Open(string model)
    {
        var folder = SharedData.Require("models", model);
        return (DoubleLlama.Load(folder), SafetensorsFile.Open(Path.Combine(folder, "reference.safetensors")));
    }

    private static void AssertCase(DoubleLlama llama, SafetensorsFile file, string name)
    {
        var batch = ReferenceTensors.Batch(file, name);
        var forward = llama.Forward(batch);
        Assert.InRange(ReferenceTensors.LargestLogitDifference(batch, forward.Logits, file.ReadDoubles(name + ".logits")), 0, LogitTolerance);
        Assert.Equal(file.ReadDoubles(name + ".loss")[0], forward.Loss, LossTolerance);
    }
}
