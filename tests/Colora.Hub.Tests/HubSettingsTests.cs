using Colora.Checkpoints;
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
    [InlineData("HF_HOME", "~/x", "/home/me/x/hub")]
    [InlineData("HF_HOME", "~", "/home/me/hub")]
    [InlineData("HF_HOME", "$BASE/x", "/base/x/hub")]
    [InlineData("HF_HOME", "${BASE}x/$NONE", "/basex/$NONE/hub")]
    [InlineData("HF_HOME", "/a/~/x", "/a/~/x/hub")]
    [InlineData("HF_HOME", "~root/x", "/root/x/hub")]
    [InlineData("HF_HOME", "~nobody-of-this-name/x", "~nobody-of-this-name/x/hub")]
    [InlineData("HF_HUB_CACHE", "~/c", "/home/me/c")]
    [InlineData("HUGGINGFACE_HUB_CACHE", "$BASE/old", "/base/old")]
    [InlineData("XDG_CACHE_HOME", "~/xdg", "/home/me/xdg/huggingface/hub")]
    [InlineData("HF_HOME", "", "/home/me/.cache/huggingface/hub")]
    public void Paths_are_written_out_as_huggingface_hub_does(string name, string value, string expected) =>
        Assert.Equal(expected, Of((name, value), ("HOME", "/home/me"), ("BASE", "/base")).Cache.Root);

    [Fact]
    public void The_older_names_of_variables_count_after_the_newer()
    {
        Assert.Equal("/new", Of(("HF_HUB_CACHE", "/new"), ("HUGGINGFACE_HUB_CACHE", "/old")).Cache.Root);
        Assert.Equal("new", Of(("HF_TOKEN", "new"), ("HUGGING_FACE_HUB_TOKEN", "old")).Token);
        Assert.Equal("old", Of(("HUGGING_FACE_HUB_TOKEN", "old\n")).Token);
        Assert.Null(Of(("HF_TOKEN", "new"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).Token);
        Assert.True(Of(("TRANSFORMERS_OFFLINE", "1")).Offline);
        Assert.False(Of(("HF_HUB_OFFLINE", "0"), ("TRANSFORMERS_OFFLINE", "1")).Offline);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["t"], "kept\n");
        Assert.Equal("kept", Of(("HF_TOKEN_PATH", "$WHERE/t"), ("WHERE", folder.FullPath)).Token);
        Assert.Throws<InputException>(() => Of(("HF_TOKEN", "a\nHost: b")));
    }

    [Theory]
    [InlineData("Qwen/Qwen2.5-0.5B", true)]
    [InlineData("models/tiny.gguf", false)]
    [InlineData("data/rows.JSONL", false)]
    [InlineData("out/model.safetensors", false)]
    [InlineData("out/config.json", false)]
    [InlineData("data/rows.csv", false)]
    [InlineData("./owner/name", false)]
    [InlineData("./name", false)]
    [InlineData("/owner/name", false)]
    [InlineData("~/name", false)]
    [InlineData("a/b/c", false)]
    public void What_looks_like_a_path_is_no_name(string text, bool isName) => Assert.Equal(isName, ModelFolder.IsOfHub(text, out _));

    [Fact]
    public void What_is_there_is_no_name()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["owner"]);
        File.WriteAllText(folder["owner", "file"], "");
        var here = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder["owner", "file"]);
        Assert.False(ModelFolder.IsOfHub(here, out _));
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
