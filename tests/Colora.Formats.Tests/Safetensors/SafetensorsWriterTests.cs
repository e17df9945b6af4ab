using System.Text;
using Colora.Formats.Safetensors;
using CsCheck;

namespace Colora.Formats.Tests.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Bytes_are_the_specified_ones()
    {
        SafetensorsWriter.Write(folder["x"], [TensorSource.FromSingles("w", [1, 2], [1f, -2f]), TensorSource.FromInt64("n", [], [5])]);

        var header = """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] data = [.. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)];
        Assert.Equal(RawFile.Bytes(Encoding.UTF8.GetBytes(header), data), File.ReadAllBytes(folder["x"]));
    }

    [Fact]
    public void Metadata_are_sorted_and_may_be_empty()
    {
        SafetensorsWriter.Write(folder["x"], [], new Dictionary<string, string> { ["z"] = "1", ["a"] = "\"é\n\"" });
        using (var file = SafetensorsFile.Open(folder["x"]))
        {
            Assert.Equal(["a", "z"], file.Metadata.Keys);
            Assert.Equal("\"é\n\"", file.Metadata["a"]);
        }

        SafetensorsWriter.Write(folder["x"], [], new Dictionary<string, string>());
        Assert.Equal(RawFile.Bytes("{}      ", 0), File.ReadAllBytes(folder["x"]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_source_of_another_length_leaves_the_old_file(int bytes)
    {
        folder.Write("x", "old");
        TensorSource[] tensors = [new("t", ElementType.UInt8, [4], stream => stream.Write(new byte[bytes]))];
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(folder["x"], tensors));
        Assert.Equal("old", File.ReadAllText(folder["x"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Impossible_tensors_are_a_programming_error()
    {
        var one = TensorSource.FromSingles("t", [1], [0f]);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["x"], [one, one]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["x"], [one with { Name = "__metadata__" }]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder["x"], [one with { Shape = [-1] }]));
        Assert.Throws<ArgumentException>(() => TensorSource.FromSingles("t", [2], [0f]));
    }

    [Fact]
    public void Any_file_comes_back_as_written()
    {
        var genShape = Gen.Long[0, 5].Array[0, 4];
        var genTensor = Gen.Select(Gen.String[0, 12], Gen.Enum<ElementType>(), genShape, Gen.Int[0, 255]);
        Gen.Select(genTensor.List[0, 8], Gen.Dictionary(Gen.String[0, 6], Gen.String[0, 6])[0, 3]).Sample(
            (tensors, metadata) =>
            {
                var sources = tensors.Where(t => IsText(t.Item1)).DistinctBy(t => t.Item1)
                    .Select(t => new TensorSource(t.Item1, t.Item2, t.Item3, stream => stream.Write(Pattern(t.Item2, t.Item3, t.Item4)))).ToList();
                var strings = metadata.Where(p => IsText(p.Key) && IsText(p.Value)).ToDictionary();
                var path = folder[Guid.NewGuid().ToString("n")];
                SafetensorsWriter.Write(path, sources, strings);

                using var file = SafetensorsFile.Open(path);
                Assert.Equal(0, (file.Tensors.Values.Select(e => e.Offset).DefaultIfEmpty(8).Min()) % 8);
                Assert.Equal(sources.Select(s => s.Name), file.Tensors.Keys);
                Assert.Equal(strings.OrderBy(p => p.Key, StringComparer.Ordinal), file.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
                foreach (var (source, entry) in sources.Zip(file.Tensors.Values))
                {
                    Assert.Equal(source.Type, entry.Type);
                    Assert.Equal(source.Shape, entry.Shape);
                    Assert.Equal(0, entry.Offset % entry.Type.ByteSize());
                    var bytes = new byte[entry.ByteCount];
                    file.Read(entry, bytes);
                    using var expected = new MemoryStream();
                    source.Write(expected);
                    Assert.Equal(expected.ToArray(), bytes);
                }
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Values_come_back_bit_for_bit()
    {
        Gen.Select(Gen.Float.Array[0, 40], Gen.Double.Array[0, 40], Gen.Long.Array[0, 40]).Sample(
            (singles, doubles, longs) =>
            {
                SafetensorsWriter.Write(folder["x"],
                [
                    TensorSource.FromSingles("s", [singles.Length], singles),
                    TensorSource.FromDoubles("d", [1, doubles.Length], doubles),
                    TensorSource.FromInt64("l", [longs.Length, 1], longs),
                ]);
                using var file = SafetensorsFile.Open(folder["x"]);
                Assert.Equal(singles.Select(BitConverter.SingleToInt32Bits), file.ReadSingles("s").Select(BitConverter.SingleToInt32Bits));
                Assert.Equal(doubles.Select(BitConverter.DoubleToInt64Bits), file.ReadDoubles("d").Select(BitConverter.DoubleToInt64Bits));
                Assert.Equal(longs, file.ReadInt64("l"));
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void More_elements_than_one_chunk()
    {
        var values = Enumerable.Range(0, (2 << 20) + 3).Select(i => (float)i).ToArray();
        SafetensorsWriter.Write(folder["x"], [TensorSource.FromSingles("s", [values.Length], values)]);
        using var file = SafetensorsFile.Open(folder["x"]);
        Assert.True(values.AsSpan().SequenceEqual(file.ReadSingles("s")));
    }

    /// <summary>Header and data of the reference writer, rewritten by ours, are the same bytes where it follows the same order.</summary>
    [Fact]
    public void Rewritten_shared_models_hold_the_same_tensors()
    {
        foreach (var path in SharedFiles.Files("models", "model*.safetensors"))
        {
            using var original = SafetensorsFile.Open(path);
            SafetensorsWriter.Write(folder["copy"], [.. original.Tensors.Values.Select(e => new TensorSource(e.Name, e.Type, e.Shape, s => s.Write(Raw(original, e))))], original.Metadata);
            using var copy = SafetensorsFile.Open(folder["copy"]);
            Assert.Equal(original.Metadata, copy.Metadata);
            foreach (var (a, b) in original.Tensors.Values.Zip(copy.Tensors.Values, (a, b) => (a, b)))
            {
                Assert.Equal((a.Name, a.Type), (b.Name, b.Type));
                Assert.Equal(a.Shape, b.Shape);
                Assert.Equal(Raw(original, a), Raw(copy, b));
            }
        }
    }

    private static byte[] Raw(SafetensorsFile file, TensorEntry entry)
    {
        var bytes = new byte[entry.ByteCount];
        file.Read(entry, bytes);
        return bytes;
    }

    /// <summary>Half a surrogate pair is no text and cannot be written as UTF-8.</summary>
    private static bool IsText(string s) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(s)) == s && s != "__metadata__";

    private static byte[] Pattern(ElementType type, long[] shape, int seed)
    {
        var bytes = new byte[shape.Aggregate(1L, (a, b) => a * b) * type.ByteSize()];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(seed + (31 * i));
        return bytes;
    }
}
