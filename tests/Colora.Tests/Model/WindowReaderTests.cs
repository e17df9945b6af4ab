using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model;
using Colora.Testing;
using Xunit;

namespace Colora.Tests.Model;

/// <summary>What config.json says of windows.</summary>
public sealed class WindowReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("{}", 4096)]
    [InlineData("""{"sliding_window":null}""", null)]
    [InlineData("""{"sliding_window":7}""", 7)]
    public void Null_is_no_window_and_absent_is_the_architectures_own(string config, int? expected) =>
        Assert.Equal(expected, WindowReader.Read(File(config), absent: 4096));

    [Theory]
    [InlineData("""{"sliding_window":0}""")]
    [InlineData("""{"sliding_window":-1}""")]
    [InlineData("""{"sliding_window":"7"}""")]
    public void A_window_that_sees_nothing_is_refused(string config) =>
        Assert.Contains("'sliding_window'", Assert.Throws<InputException>(() => WindowReader.Read(File(config), absent: null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Layer_types_say_which_layers_have_it()
    {
        Assert.Equal([false, true], WindowReader.Layers(File("""{"layer_types":["full_attention","sliding_attention"]}"""), 2)!);
        Assert.Null(WindowReader.Layers(File("""{"layer_types":null}"""), 2));
        Assert.Null(WindowReader.Layers(File("{}"), 2));
    }

    [Theory]
    [InlineData("""["full_attention"]""")]
    [InlineData("""["full_attention","sliding_attention","full_attention"]""")]
    [InlineData("""["full_attention","linear_attention"]""")]
    [InlineData("""["full_attention",1]""")]
    [InlineData("2")]
    public void Layer_types_that_do_not_fit_the_layers_are_refused(string types)
    {
        var file = File($$"""{"layer_types":{{types}}}""");
        Assert.Contains("'layer_types'", Assert.Throws<InputException>(() => WindowReader.Layers(file, 2)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private ModelConfigFile File(string config)
    {
        System.IO.File.WriteAllText(folder["config.json"], config);
        return ModelConfigFile.Read(folder.FullPath);
    }
}
