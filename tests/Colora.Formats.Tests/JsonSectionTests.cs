using Colora.Formats.HuggingFace;

namespace Colora.Formats.Tests;

/// <summary>Typed access, seen through the one public file that offers it whole.</summary>
public sealed class JsonSectionTests : IDisposable
{
    private const string Sample =
        """{"i":3,"d":1e-5,"b":false,"s":"x","n":null,"list":[1,2],"names":["p","q"],"o":{"inner":"y","deep":{"z":1}},"rows":[{"k":1},{"k":"two"}],"huge":1e400,"long":3000000000}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Values_of_each_type()
    {
        var json = Read(Sample);
        Assert.Equal(3, json.GetInt("i"));
        Assert.Equal(3.0, json.GetDouble("i"));
        Assert.Equal(1e-5, json.GetDouble("d"));
        Assert.False(json.GetBool("b"));
        Assert.Equal("x", json.GetString("s"));
        Assert.Equal([1, 2], json.OptionalInts("list"));
        Assert.Equal([3], json.OptionalInts("i"));
        Assert.Equal(["p", "q"], json.OptionalStrings("names"));
        Assert.Equal(1, json.OptionalSection("o")!.OptionalSection("deep")!.GetInt("z"));
        Assert.Equal(2, json.GetSections("rows").Count);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("absent")]
    public void Null_is_absent(string key)
    {
        var json = Read(Sample);
        Assert.False(json.Has(key));
        Assert.Null(json.OptionalInt(key));
        Assert.Null(json.OptionalDouble(key));
        Assert.Null(json.OptionalBool(key));
        Assert.Null(json.OptionalString(key));
        Assert.Null(json.OptionalInts(key));
        Assert.Null(json.OptionalStrings(key));
        Assert.Null(json.OptionalSection(key));
        Refusal.Of(() => json.GetInt(key), "config.json", $"'{key}' is", "expected an integer");
        Refusal.Of(() => json.GetDouble(key), $"'{key}' is", "expected a number");
        Refusal.Of(() => json.GetBool(key), $"'{key}' is", "true or false");
        Refusal.Of(() => json.GetString(key), $"'{key}' is", "a string");
        Refusal.Of(() => json.GetSections(key), $"'{key}' is", "an array of objects");
    }

    [Fact]
    public void Other_types_are_refused_with_file_and_key()
    {
        var json = Read(Sample);
        Refusal.Of(() => json.GetInt("d"), "config.json", "'d'", "1e-5", "an integer");
        Refusal.Of(() => json.GetInt("long"), "'long'", "3000000000");
        Refusal.Of(() => json.OptionalDouble("s"), "'s' is the string 'x'", "a finite number");
        Refusal.Of(() => json.OptionalDouble("huge"), "'huge'", "a finite number");
        Refusal.Of(() => json.OptionalBool("i"), "'i' is the number 3");
        Refusal.Of(() => json.OptionalString("o"), "'o' is an object");
        Refusal.Of(() => json.OptionalStrings("list"), "'list' holds the number 1");
        Refusal.Of(() => json.OptionalInts("names"), "'names'", "the string 'p'");
        Refusal.Of(() => json.OptionalSection("list"), "'list' is an array");
        Refusal.Of(() => json.OptionalSection("o")!.GetInt("inner"), "'o.inner'", "the string 'y'");
        Refusal.Of(() => json.OptionalSection("o")!.OptionalSection("deep")!.GetInt("q"), "'o.deep.q' is missing");
        Refusal.Of(() => json.GetSections("rows")[1].GetInt("k"), "'rows[1].k'", "the string 'two'");
        Assert.Contains("'s' is the string 'x'; expected silu; mend it", json.Unexpected("s", "silu", "mend it").Message);
    }

    [Theory]
    [InlineData("{\n\"a\": 1,\n\"b\" 2}", "config.json:3", "malformed JSON at byte")]
    [InlineData("{\"a\":1,\"a\":2}", "config.json", "a")]
    [InlineData("[1]", "config.json", "an array")]
    [InlineData("", "config.json", "malformed JSON")]
    [InlineData("{\"a\":NaN}", "config.json", "malformed JSON")]
    [InlineData("{\"a\":1,}", "config.json", "malformed JSON")]
    [InlineData("{}{}", "config.json", "malformed JSON")]
    [InlineData("{\n\"a\":\"\\udc00\"}", "config.json:2", "surrogate")]
    public void Bad_JSON_is_told_with_its_line(string text, params string[] fragments) => Refusal.Of(() => Read(text), fragments);

    [Fact]
    public void A_byte_order_mark_is_tolerated_and_other_encodings_are_not()
    {
        Assert.Equal(1, Read("\uFEFF{\"a\":1}").GetInt("a"));
        folder.Write("config.json", System.Text.Encoding.Unicode.GetBytes("\uFEFF{}"));
        Refusal.Of(() => ModelConfigFile.Read(folder.Path), "not UTF-8 at byte 1");
    }

    private ModelConfigFile Read(string text)
    {
        folder.Write("config.json", text);
        return ModelConfigFile.Read(folder.Path);
    }
}
