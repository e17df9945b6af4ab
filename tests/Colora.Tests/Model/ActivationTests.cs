using Colora.Formats;
using Colora.Formats.HuggingFace;
using Colora.Model;
using Colora.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Model;

/// <summary>The activations by their names in config.json.</summary>
public sealed class ActivationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("silu")]
    [InlineData("swish")]
    [InlineData("gelu")]
    [InlineData("gelu_python")]
    [InlineData("gelu_new")]
    [InlineData("gelu_pytorch_tanh")]
    [InlineData("gelu_python_tanh")]
    [InlineData("gelu_accurate")]
    [InlineData("relu")]
    public void Each_name_is_the_function_that_transformers_has_for_it(string name)
    {
        using var scope = NewDisposeScope();
        using var reference = new ReferenceFile(SharedData.Require("reference", "activations.safetensors"));
        var activation = Read($"\"{name}\"");
        Assert.True(ReferenceFile.Difference(activation.Of(reference["x"]), reference[name]) < 1e-14);
        var single = activation.Of(reference["x"].to(ScalarType.Float32));
        Assert.Equal(ScalarType.Float32, single.dtype);
        Assert.True(ReferenceFile.Difference(single, reference[name]) < 2e-6);
    }

    /// <summary>σ(1), Φ(1) and its approximation, by hand.</summary>
    [Theory]
    [InlineData("null", 0.7310585786300049)]
    [InlineData("\"gelu\"", 0.8413447460685429)]
    [InlineData("\"gelu_new\"", 0.8411919906082768)]
    [InlineData("\"relu\"", 1)]
    public void One_goes_where_the_formula_says(string name, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, Read(name).Of(tensor((double[])[1])).data<double>()[0], 1e-15);
    }

    [Theory]
    [InlineData("\"relu2\"", "is the string 'relu2'; expected silu, gelu, gelu_new, gelu_pytorch_tanh or relu")]
    [InlineData("7", "is the number 7; expected a string")]
    public void Others_are_refused_by_name(string name, string expected) =>
        Assert.Contains($"'hidden_act' {expected}", Assert.Throws<InputException>(() => Read(name)).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private Activation Read(string name)
    {
        File.WriteAllText(folder["config.json"], $$"""{"hidden_act":{{name}}}""");
        return ActivationReader.Read(ModelConfigFile.Read(folder.FullPath), "hidden_act");
    }
}
