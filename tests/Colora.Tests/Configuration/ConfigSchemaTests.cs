using System.Text.Json.Nodes;
using Xunit;

namespace Colora.Configuration;

public sealed class ConfigSchemaTests
{
    private static readonly JsonObject Schema = ConfigSchema.Of<SampleConfig>();

    [Fact]
    public void Of_NamesTheDraftAndTheRecord()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)Schema["$schema"]);
        Assert.Equal("SampleConfig", (string?)Schema["title"]);
    }

    [Fact]
    public void Of_AllowsNoOtherKeysAtAnyLevel()
    {
        Assert.Equal(["name", "note", "override", "adapter", "training"], Keys(Schema));
        Assert.Equal(["rank", "alpha", "dropout", "start", "targets"], Keys(Schema["properties"]!["adapter"]!));
        Assert.All([Schema, Schema["properties"]!["adapter"]!, Schema["properties"]!["training"]!], section =>
        {
            Assert.Equal("object", (string?)section["type"]);
            Assert.False((bool)section["additionalProperties"]!);
        });
    }

    [Theory]
    [InlineData("name", """{"description":"Name of the run","type":"string","pattern":"\\S","default":"run"}""")]
    [InlineData("note", """{"description":"What it is for","type":["string","null"],"default":null}""")]
    [InlineData("adapter.rank", """{"description":"Rank of the shared factors","type":"integer","minimum":1,"default":8}""")]
    [InlineData("adapter.alpha", """{"description":"Scaling numerator","type":"number","exclusiveMinimum":0,"default":16}""")]
    [InlineData("adapter.dropout", """{"description":"Share of inputs dropped","type":"number","minimum":0,"maximum":0.9,"default":0}""")]
    [InlineData("adapter.start", """{"description":"Where the factors start","type":"string","enum":["lora-like","zero","svd"],"default":"lora-like"}""")]
    [InlineData("adapter.targets", """{"description":"Layers that are adapted","type":"array","items":{"type":"string"},"minItems":1,"default":["q_proj","v_proj"]}""")]
    [InlineData("training.learning_rate", """{"description":"Peak learning rate","type":"number","exclusiveMinimum":0,"maximum":1,"default":0.0003}""")]
    [InlineData("training.warmup_steps", """{"description":"Steps before the peak rate (steps)","type":["integer","null"],"minimum":0,"default":null}""")]
    [InlineData("training.shuffle", """{"description":"Shuffle between epochs","type":"boolean","default":true}""")]
    [InlineData("training.save_at", """{"description":"Steps at which to save","type":["array","null"],"items":{"type":"integer","minimum":1},"default":null}""")]
    public void Of_DescribesASetting(string key, string expected)
    {
        JsonNode node = Schema;
        foreach (var name in key.Split('.')) node = node["properties"]![name]!;

        // Equal as JSON: the order of keywords means nothing.
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(node.ToJsonString())), node.ToJsonString());
    }

    [Fact]
    public void Of_NullableEnum_AllowsNull() =>
        Assert.Equal(
            """{"type":["string","null"],"enum":["lora-like","zero","svd",null],"default":null}""",
            ConfigSchema.Of<OptionalStart>()["properties"]!["start"]!.ToJsonString());

    private static IEnumerable<string> Keys(JsonNode section) => section["properties"]!.AsObject().Select(pair => pair.Key);

    private sealed record OptionalStart
    {
        public StartingPoint? Start { get; init; }
    }
}
