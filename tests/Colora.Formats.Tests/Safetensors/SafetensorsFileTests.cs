using System.Text;
using Colora.Formats.Safetensors;

namespace Colora.Formats.Tests.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string TwoTensors =
        """{"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"I16","shape":[1,2],"data_offsets":[0,4]}}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Keeps_header_order_and_absolute_offsets()
    {
        using var file = Open(TwoTensors + "   ", 12);
        Assert.Equal(["b", "a"], file.Tensors.Keys);
        Assert.Empty(file.Metadata);
        var entry = file["b"];
        Assert.Equal(8 + TwoTensors.Length + 3 + 4, entry.Offset);
        Assert.Equal((8, 2), (entry.ByteCount, entry.ElementCount));
        Assert.Equal([1, 2], file["a"].Shape);
        Assert.Equal([0x0100, 0x0302], file.ReadInt64("a"));

        var bytes = new byte[3];
        file.Read(entry, 5, bytes);
        Assert.Equal([9, 10, 11], bytes);
    }

    [Fact]
    public void Accepts_scalar_empty_tensor_empty_file_and_unknown_fields()
    {
        using (var file = Open("""{"s":{"dtype":"F32","shape":[],"data_offsets":[0,4],"note":1},"e":{"dtype":"F64","shape":[3,0],"data_offsets":[4,4]}}""", 4))
        {
            Assert.Equal(1, file["s"].ElementCount);
            Assert.Equal(0, file["e"].ElementCount);
            Assert.Single(file.ReadSingles("s"));
            Assert.Empty(file.ReadDoubles("e"));
        }

        using var empty = Open("{}", 0);
        Assert.Empty(empty.Tensors);
    }

    [Fact]
    public void Widens_half_precision_exactly()
    {
        // 1.5, -2, smallest subnormal, infinity
        ushort[] half = [0x3E00, 0xC000, 0x0001, 0x7C00];
        ushort[] brain = [0x3FC0, 0xC000, 0x0001, 0x7F80];
        var data = half.Concat(brain).SelectMany(BitConverter.GetBytes).ToArray();
        var header = """{"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[8,16]}}""";
        using var file = SafetensorsFile.Open(folder.Write("x", RawFile.Bytes(Encoding.UTF8.GetBytes(header), data)));
        Assert.Equal([1.5f, -2f, MathF.ScaleB(1, -24), float.PositiveInfinity], file.ReadSingles("h"));
        Assert.Equal([1.5f, -2f, MathF.ScaleB(1, -133), float.PositiveInfinity], file.ReadSingles("b"));
        Assert.Equal([1.5, -2, Math.ScaleB(1, -24), double.PositiveInfinity], file.ReadDoubles("h"));
        Assert.Equal([1.5, -2, Math.ScaleB(1, -133), double.PositiveInfinity], file.ReadDoubles("b"));
    }

    [Fact]
    public void Absent_tensor_and_wrong_type_name_file_and_tensor()
    {
        using var file = Open(TwoTensors, 12);
        Refusal.Of(() => _ = file["c"], file.Path, "'c'");
        Refusal.Of(() => file.ReadSingles("a"), file.Path, "'a'", "I16", "F32");
        Refusal.Of(() => file.ReadInt64("b"), file.Path, "'b'", "F32", "I64");
        Refusal.Of(() => file.ReadDoubles("a"), file.Path, "'a'", "I16", "F64");
    }

    [Fact]
    public void Reads_outside_a_tensor_are_a_programming_error()
    {
        using var file = Open(TwoTensors, 12);
        Assert.Throws<ArgumentException>(() => file.Read(file["b"], new byte[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file["b"], 5, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file["b"], -1, new byte[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(file["b"], long.MaxValue, new byte[4]));
    }

    [Fact]
    public void Missing_file_and_folder_are_told()
    {
        Refusal.Of(() => SafetensorsFile.Open(folder["none"]), folder["none"], "no such file");
        Refusal.Of(() => SafetensorsFile.Open(folder.Path), "a folder");
        Refusal.Of(() => SafetensorsFile.Open(""), "cannot be read");
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = RawFile.Bytes(TwoTensors, 12);
        for (var length = 0; length < bytes.Length; length++)
            Refusal.Of(() => SafetensorsFile.Open(folder.Write("cut", bytes[..length])).Dispose(), "cut");
    }

    [Fact]
    public void A_byte_too_many_is_refused() =>
        RefusedHeader(TwoTensors, 13, "13 bytes of data", "12");

    [Theory]
    [InlineData(ulong.MaxValue, "at most 100000000")]
    [InlineData(0x8000000000000000, "at most 100000000")]
    [InlineData(100_000_001, "at most 100000000")]
    [InlineData(100_000_000, "cut off")]
    [InlineData(200, "cut off")]
    [InlineData(10, "JSON")]
    [InlineData(0, "'{'")]
    public void A_lying_header_length_is_refused(ulong claimed, string fragment) =>
        Refusal.Of(() => SafetensorsFile.Open(folder.Write("x", RawFile.Bytes(TwoTensors, 12, claimed))).Dispose(), fragment);

    [Theory]
    [InlineData("", "'{'")]
    [InlineData(" {}", "'{'")]
    [InlineData("[]", "'{'")]
    [InlineData("{", "JSON")]
    [InlineData("{}x", "JSON")]
    [InlineData("{/**/}", "JSON")]
    [InlineData("""{"a":1}""", "tensor 'a' is the number 1")]
    [InlineData("""{"a":null}""", "tensor 'a' is null")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "tensor 'a' has no data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "tensor 'a' has no shape")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "tensor 'a' has no dtype")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "'a' has as dtype the string 'F8_E4M3'; expected one of F64")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", "'f32'")]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", "dtype the number 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":NaN,"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", "has as shape the number 1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", "1.0")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "the string '1'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "-1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", "-1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", "9223372036854775808")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387905],"data_offsets":[0,0]}}""", "fewer than 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", "33 dimensions")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", "fewer than 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "fewer than 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "'a' has 4 bytes; expected 8 for F32 of shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "begin <= end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "-4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", "3 data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a' ends at byte 8 of the data but there are 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", "there are 4")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", "'a' begins at byte 2 of the data, after a gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}""", "'b' begins at byte 1 of the data, inside")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "inside")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""", "inside")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"\u0061":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "'a'")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", "dtype")]
    [InlineData("""{"__metadata__":{"x":"1","x":"2"},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "x")]
    [InlineData("""{"__metadata__":{"x":1},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "__metadata__ 'x' is the number 1")]
    [InlineData("""{"__metadata__":[],"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "__metadata__ is an array")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "surrogate")]
    [InlineData("""{"a\nb\u001b":{"dtype":"U9","shape":[4],"data_offsets":[0,4]}}""", @"'a\u000ab\u001b'")]
    public void A_header_against_the_rules_is_refused(string header, string fragment) => RefusedHeader(header, 4, fragment);

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused()
    {
        var header = Encoding.Latin1.GetBytes("""{"é":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""");
        Refusal.Of(() => SafetensorsFile.Open(folder.Write("x", RawFile.Bytes(header, []))).Dispose(), "not UTF-8 at byte 3");
    }

    [Fact]
    public void Nesting_without_end_is_refused() => RefusedHeader("""{"a":""" + new string('[', 1000), 4, "JSON");

    /// <summary>Any one wrong byte in the header must give a valid file or the one exception, never another.</summary>
    [Fact]
    public void Any_changed_header_byte_is_survived()
    {
        var bytes = RawFile.Bytes(TwoTensors, 12);
        var refused = 0;
        for (var position = 0; position < bytes.Length - 12; position++)
        {
            foreach (var value in (byte[])[0x00, 0x22, 0x2C, 0x2D, 0x30, 0x39, 0x5C, 0x7D, 0x80, 0xFF])
            {
                var changed = (byte[])bytes.Clone();
                changed[position] = value;
                try
                {
                    SafetensorsFile.Open(folder.Write("x", changed)).Dispose();
                }
                catch (InputException)
                {
                    refused++;
                }
            }
        }

        Assert.True(refused > bytes.Length * 5, $"only {refused} refused");
    }

    [Fact]
    public void A_file_beyond_2_GB_is_read_at_its_end()
    {
        // Sparse: takes no room on disk.
        const long Size = 3L << 30;
        var header = $$$"""{"big":{"dtype":"U8","shape":[{{{Size}}}],"data_offsets":[0,{{{Size}}}]},"end":{"dtype":"I64","shape":[1],"data_offsets":[{{{Size}}},{{{Size + 8}}}]}}""";
        var path = folder.Write("big", RawFile.Bytes(header, 0));
        using (var stream = new FileStream(path, FileMode.Open))
        {
            stream.SetLength(stream.Length + Size + 8);
            stream.Position = stream.Length - 8;
            stream.Write(BitConverter.GetBytes(-7L));
        }

        using var file = SafetensorsFile.Open(path);
        Assert.Equal([-7L], file.ReadInt64("end"));
        Refusal.Of(() => file.ReadInt64("big"), "'big'", "elements");
        var last = new byte[2];
        file.Read(file["big"], Size - 2, last);
        Assert.Equal([0, 0], last);
    }

    [Fact]
    public void Concurrent_reads_agree()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => (long)i * i).ToArray();
        SafetensorsWriter.Write(folder["x"], [.. Enumerable.Range(0, 8).Select(k => TensorSource.FromInt64($"t{k}", [values.Length], [.. values.Select(v => v + k)]))]);
        using var file = SafetensorsFile.Open(folder["x"]);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var read = file.ReadInt64($"t{i % 8}");
            for (var j = 0; j < read.Length; j++) Assert.Equal(values[j] + (i % 8), read[j]);
        });
    }

    [Fact]
    public void A_file_that_shrinks_under_the_reader_is_told()
    {
        using var file = Open(TwoTensors, 12);
        using (var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.SetLength(handle, 20);
        Refusal.Of(() => file.ReadSingles("b"), file.Path, "shorter");
    }

    [Fact]
    public void Every_shared_file_is_read_whole()
    {
        string[] paths = [.. SharedFiles.Files("models", "*.safetensors"), .. SharedFiles.Files("reference", "*.safetensors")];
        var types = new HashSet<ElementType>();
        foreach (var path in paths)
        {
            using var file = SafetensorsFile.Open(path);
            Assert.NotEmpty(file.Tensors);
            foreach (var entry in file.Tensors.Values)
            {
                types.Add(entry.Type);
                if (entry.Type == ElementType.Int64) Assert.Equal(entry.ElementCount, file.ReadInt64(entry.Name).Length);
                else if (entry.Type is ElementType.Float64 or ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16)
                {
                    // What a reference file holds may be the bits of any number; the weights of a model are finite.
                    var values = file.ReadDoubles(entry.Name);
                    Assert.Equal(entry.ElementCount, values.Length);
                    if (Path.GetFileName(path).StartsWith("model", StringComparison.Ordinal)) Assert.DoesNotContain(values, x => !double.IsFinite(x));
                }
            }
        }

        Assert.Superset(new HashSet<ElementType> { ElementType.Float64, ElementType.Float32, ElementType.BFloat16, ElementType.Int64 }, types);
        Assert.True(paths.Length > 60, $"{paths.Length} files");
    }

    [Fact]
    public void A_header_that_outweighs_its_data_is_refused_before_it_is_read()
    {
        var header = "{" + new string(' ', 9 << 20) + "}";
        RefusedHeader(header, 0, "a header of", "bytes of data");
        Refusal.Of(() => SafetensorsFile.Open(folder.Write("p", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n")).Dispose(), "p", "git-lfs pointer");
    }

    private SafetensorsFile Open(string header, int dataBytes) => SafetensorsFile.Open(folder.Write("x", RawFile.Bytes(header, dataBytes)));

    private void RefusedHeader(string header, int dataBytes, params string[] fragments) =>
        Refusal.Of(() => Open(header, dataBytes).Dispose(), fragments);
}
