using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Testing;
using Xunit;

namespace Colora.Hub.Tests;

/// <summary>The environment is read as Hugging Face's tools read it.</summary>
public sealed class HubSettingsTests
{
    [Fact]
    public void Variables_are_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["token"], "stored\n");
        var settings = Of(("HF_HOME", folder.FullPath), ("HF_ENDPOINT", "http://mirror.example"), ("HF_HUB_OFFLINE", "1"));
        Assert.Equal(folder["hub"], settings.Cache.Root);
        Assert.Equal(("stored", true, "mirror.example"), (settings.Token, settings.Offline, settings.Endpoint.Host));
        Assert.Equal("given", Of(("HF_HOME", folder.FullPath), ("HF_TOKEN", "given")).Token);
        Assert.Equal("/elsewhere", Of(("HF_HOME", folder.FullPath), ("HF_HUB_CACHE", "/elsewhere")).Cache.Root);
        Assert.Equal(Path.Combine("/xdg", "huggingface", "hub"), Of(("XDG_CACHE_HOME", "/xdg")).Cache.Root);
        Assert.False(Of(("HF_HOME", folder.FullPath), ("HF_HUB_OFFLINE", "0")).Offline);
        Assert.Throws<InputException>(() => Of(("HF_ENDPOINT", "ftp://x")));
    }

    [Theory]
    [InlineData("HuggingFaceTB/SmolLM2-135M-Instruct", true)]
    [InlineData("a/b.c_d", true)]
    [InlineData("gpt2", false)]
    [InlineData("a/b/c", false)]
    [InlineData("../b", false)]
    [InlineData("a/..", false)]
    [InlineData("a/b--c", false)]
    [InlineData("a/b c", false)]
    [InlineData("/a", false)]
    [InlineData("a/b\n", false)]
    public void A_name_is_two_parts(string text, bool isName) => Assert.Equal(isName, HubName.TryParse(text, out _));

    private static HubSettings Of(params (string Name, string Value)[] variables) =>
        HubSettings.FromEnvironment(name => variables.FirstOrDefault(pair => pair.Name == name).Value);
}
