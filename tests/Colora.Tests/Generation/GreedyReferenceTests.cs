using System.Text.Json;
using Colora.Engine;
using Colora.Generation;
using Colora.Runs;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Generation;

/// <summary>The published small model continues prompts exactly as transformers does, alone and in a padded batch.</summary>
public sealed class GreedyReferenceTests
{
    [Fact]
    public void Stories_continue_as_published_alone_and_together()
    {
        using var model = LoadedModel.Load(SharedData.Require("models", "stories260k"), ComputeEngine.Reference);
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("models", "stories260k", "generation.json")));
        var root = document.RootElement;
        var cases = (root.ValueKind == JsonValueKind.Array ? root : root.EnumerateObject().First(p => p.Value.ValueKind == JsonValueKind.Array).Value).EnumerateArray().ToList();
        Assert.True(cases.Count >= 5);
        var generator = new TextGenerator(model.Network, model.Tokenizer, [1, 2]);
        var prompts = new List<int[]>();
        foreach (var one in cases)
        {
            var prompt = one.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            Assert.Equal(prompt, model.Tokenizer.EncodeWithSpecial(one.GetProperty("prompt").GetString()!));
            var output = one.GetProperty("output_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            Assert.Equal(output, TextGenerator.Greedy(model.Network, prompt, 0, null, output.Length));
            prompts.Add(prompt);
        }

        var config = new GenerationConfig { MaxNewTokens = 24 };
        var together = generator.Generate(prompts, new int[prompts.Count], null, config);
        for (var i = 0; i < prompts.Count; i++)
            Assert.Equal(string.Concat(generator.Stream(prompts[i], 0, null, config)), together[i]);
    }
}
