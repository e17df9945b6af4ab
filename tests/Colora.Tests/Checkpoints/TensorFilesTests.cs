using Colora.Checkpoints;
using Colora.Engine;
using Colora.Formats.Safetensors;
using Colora.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Checkpoints;

/// <summary>Tensors cross between memory and files in chunks, whatever their size, strides and element type.</summary>
public sealed class TensorFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(1 << 20)]
    public void Every_size_of_chunk_writes_and_reads_the_same(long chunk)
    {
        using var scope = NewDisposeScope();
        var values = Counted(5, 3, 4);
        var tensors = new Dictionary<string, Tensor>
        {
            ["plain"] = values,
            ["turned"] = values.transpose(-1, -2),
            ["turned outside"] = values.transpose(0, 1),
            ["narrow"] = values.narrow(2, 1, 2),
            ["scalar"] = tensor(7f),
            ["flat"] = values.view(-1),
            ["empty"] = zeros(0, 3),
            ["empty inside"] = zeros(3, 0),
            ["half"] = values.to(ScalarType.BFloat16),
            ["double"] = values.to(ScalarType.Float64).transpose(0, 2),
            ["long"] = values.to(ScalarType.Int64),
        };
        SafetensorsWriter.Write(folder["chunked"], [.. tensors.Select(pair => TensorFiles.Source(pair.Key, pair.Value, chunk))]);
        SafetensorsWriter.Write(folder["whole"], [.. tensors.Select(pair => new TensorSource(pair.Key, TypeOf(pair.Value), pair.Value.shape, stream => stream.Write(pair.Value.contiguous().bytes)))]);
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["chunked"]));
        using var file = SafetensorsFile.Open(folder["chunked"]);
        foreach (var (name, value) in tensors)
        {
            var read = TensorFiles.Read(file, file[name], chunk);
            Assert.Equal(value.shape, read.shape);
            Assert.Equal(value.dtype, read.dtype);
            AssertSame(value, read);
        }
    }

    [Fact]
    public void Rows_are_written_in_their_order()
    {
        using var scope = NewDisposeScope();
        var values = Counted(5, 6);
        SafetensorsWriter.Write(folder["rows"], [TensorFiles.Rows("rows", values, [3, 0])]);
        using var file = SafetensorsFile.Open(folder["rows"]);
        AssertSame(values.index_select(0, tensor((long[])[3, 0])), TensorFiles.Read(file, file["rows"]));
    }

    /// <summary>The second moments of 225 users of a model of 135 million: no span holds them.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void A_tensor_of_more_than_two_gigabytes_is_written_and_read()
    {
        using var scope = NewDisposeScope();
        const long Count = (1L << 29) + 12345;
        var values = zeros(3, Count / 3);
        values[2].narrow(0, Count / 3 - 2, 2).fill_(Constant.Of(2.5));
        values[1].narrow(0, 5, 1).fill_(Constant.Of(-1.0));
        SafetensorsWriter.Write(folder["large"], [TensorFiles.Source("large", values)]);
        Assert.True(new FileInfo(folder["large"]).Length > 1L << 31);
        using var file = SafetensorsFile.Open(folder["large"]);
        var read = TensorFiles.ReadSingle(file, "large");
        AssertSame(values, read);
        Assert.Equal(2.5f, Constant.Read<float>(read[2, Count / 3 - 1]));
        TensorFiles.RequireFinite(file.Path, "large", read);
    }

    public void Dispose() => folder.Dispose();

    private static Tensor Counted(params long[] shape) => tensor(Enumerable.Range(0, (int)shape.Aggregate((one, other) => one * other)).Select(i => (float)i).ToArray()).view(shape);

    private static void AssertSame(Tensor expected, Tensor found) => Assert.True(Constant.Read<bool>(expected.eq(found).all()));

    private static ElementType TypeOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Int64 => ElementType.Int64,
        _ => ElementType.Float32,
    };
}
