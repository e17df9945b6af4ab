using System.Text.Json.Nodes;
using Colora.Adapters;
using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats;
using Colora.Methods;
using Colora.Model;
using Colora.Synthetic.Samples;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Checkpoints;

/// <summary>An adapter.json that somebody has changed is refused in one line, whatever was changed in it.</summary>
public sealed class AdapterDescriptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CausalLM model;
    private readonly string path;
    private readonly string whole;

    public AdapterDescriptionTests()
    {
        SampleModel.Write(folder["model"], SampleModelShape.Tiny, 1);
        model = ModelLoader.Load(folder["model"], ComputeEngine.Start(new EngineConfig()));
        Directory.CreateDirectory(folder["adapter"]);
        path = folder["adapter", "adapter.json"];
        Write(new ColoraMethod());
        whole = File.ReadAllText(path);
    }

    [Theory]
    [InlineData("users", "null", "users")]
    [InlineData("users", "[]", "no user")]
    [InlineData("users", "[null, \"v\"]", "user name")]
    [InlineData("users", "[\"u\", \"u\"]", "user name")]
    [InlineData("users", "[\"u\", 7]", "users")]
    [InlineData("users", "[\"u\", \"\\ud800\"]", "adapter.json")]
    [InlineData("users", "{}", "users")]
    [InlineData("modules", "null", "modules")]
    [InlineData("modules", "[]", "no module")]
    [InlineData("modules", "[null]", "module")]
    [InlineData("modules", "7", "modules")]
    [InlineData("modules.0", "null", "module")]
    [InlineData("modules.0", "{}", "path")]
    [InlineData("modules.0.path", "null", "path")]
    [InlineData("modules.0.path", "\"nowhere\"", "nowhere")]
    [InlineData("modules.0.path", "[]", "path")]
    [InlineData("modules.0.path", "", "path")]
    [InlineData("modules.0.rank", "-1", "rank -1")]
    [InlineData("modules.0.rank", "0", "rank 0")]
    [InlineData("modules.0.rank", "1048577", "rank 1048577")]
    [InlineData("modules.0.rank", "99999999999", "rank")]
    [InlineData("modules.0.rank", "null", "rank")]
    [InlineData("modules.0.rank", "\"2\"", "rank")]
    [InlineData("modules.0.rank", "", "rank")]
    [InlineData("modules.0.heads", "-1", "heads -1")]
    [InlineData("modules.0.heads", "0", "heads 0")]
    [InlineData("modules.0.heads", "2", "heads 2")]
    [InlineData("modules.0.private_rank", "-1", "private_rank -1")]
    [InlineData("modules.0.scaling", "0", "scaling 0")]
    [InlineData("modules.0.scaling", "-1", "scaling -1")]
    [InlineData("modules.0.scaling", "1e300", "scaling")]
    [InlineData("modules.0.scaling", "1e400", "scaling")]
    [InlineData("modules.0.scaling", "\"NaN\"", "scaling")]
    [InlineData("modules.0.scaling", "", "scaling")]
    [InlineData("a", "\"None\"", "a: None")]
    [InlineData("a", "", "'a'")]
    [InlineData("b", "\"None\"", "b: None")]
    [InlineData("b", "null", "b")]
    [InlineData("b", "7", "an owner is not one of")]
    [InlineData("b", "\"nobody\"", "b")]
    [InlineData("s", "\"Shared\"", "s: Shared")]
    [InlineData("s", "\"Shared, Personal\"", "an owner is not one of")]
    [InlineData("exchanged", "\"Shared\"", "exchanged: Shared")]
    [InlineData("exchanged", "\"Personal\"", "exchanged: Personal")]
    [InlineData("scale", "\"Shared\"", "scale: Shared")]
    [InlineData("router", "\"Shared\"", "router: Shared")]
    [InlineData("router", "\"Personal\"", "router: Personal")]
    [InlineData("router", "-1", "an owner is not one of")]
    [InlineData("router", "{}", "router")]
    [InlineData("mixture", "\"Shared\"", "mixture: Shared")]
    [InlineData("dense", "\"Shared\"", "dense: Shared")]
    [InlineData("has_private", "null", "has_private")]
    [InlineData("has_private", "true", "private_rank 0")]
    [InlineData("private_replaces", "true", "owners")]
    [InlineData("private_share", "2", "private_share 2")]
    [InlineData("private_share", "1e400", "private_share")]
    [InlineData("private_share", "null", "private_share")]
    [InlineData("has_checksums", "true", "SHA256SUMS")]
    [InlineData("has_checksums", "3", "has_checksums")]
    public void A_changed_member_is_refused_in_one_line(string member, string value, string mentions)
    {
        File.WriteAllText(path, Changed(member, value));
        var refused = Assert.Throws<InputException>(() => AdapterFiles.Read(folder["adapter"], model).Dispose());
        Assert.Contains(mentions, refused.Message, StringComparison.Ordinal);
        Assert.Contains("adapter", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("{\"users\":[\"u\",\"v\"]")]
    public void What_is_no_description_at_all_is_refused(string text)
    {
        File.WriteAllText(path, text);
        Assert.Throws<InputException>(() => AdapterFiles.Read(folder["adapter"], model).Dispose());
    }

    [Fact]
    public void What_every_arm_writes_is_read()
    {
        foreach (var method in Method.All)
        {
            Write(method);
            AdapterFiles.Read(folder["adapter"], model).Dispose();
        }
    }

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    private void Write(Method method)
    {
        var module = new AdapterConfig { Method = method, Rank = 2, Alpha = 2 }.Adapt(model.Linears[0].Module);
        using var weights = new AdapterWeights(new AdapterLayout(["u", "v"], [module], method.Ownership));
        AdapterFiles.Write(folder["adapter"], weights);
    }

    /// <summary>The description with one member set to a JSON text, or without it where the text is empty.</summary>
    private string Changed(string member, string value)
    {
        var document = JsonNode.Parse(whole)!;
        var steps = member.Split('.');
        var at = document;
        foreach (var step in steps[..^1]) at = int.TryParse(step, out var place) ? at[place]! : at[step]!;
        if (int.TryParse(steps[^1], out var last)) at[last] = "@";
        else if (value.Length == 0) Assert.True(at.AsObject().Remove(steps[^1]));
        else at[steps[^1]] = "@";
        return document.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
    }
}
