using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Colora.Mutations.Mutators;

/// <summary>The parts of a safetensors file, to be changed and put together again so that lengths and offsets agree, or do not.</summary>
internal sealed class TensorFile
{
    private static readonly (string Type, int Size)[] Types = [("F64", 8), ("F32", 4), ("F16", 2), ("BF16", 2), ("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U8", 1), ("BOOL", 1)];

    private TensorFile(Node header, List<(string Name, byte[] Bytes)> parts) => (Header, Parts) = (header, parts);

    private Node Header { get; }

    private List<(string Name, byte[] Bytes)> Parts { get; }

    private string Padding { get; set; } = "";

    /// <summary>A new file of one tensor of each type, a scalar and an empty one.</summary>
    public static byte[] Sample()
    {
        var file = new TensorFile(Node.Parse("""{"__metadata__":{"format":"pt"}}"""), []);
        foreach (var (type, size) in Types) file.Add($"of.{type}", type, [2, 3], [.. Enumerable.Range(0, 6 * size).Select(i => (byte)(i % 60))]);
        file.Add("scalar", "F32", [], [0, 0, 128, 63]);
        file.Add("empty", "F16", [0, 5], []);
        return file.Write();
    }

    /// <summary>A reference to verify the sample model by: token ids with a mask, positions, labels, logits and loss; prompts with their answers.</summary>
    public static byte[] Reference()
    {
        const int Vocabulary = 264;
        var file = new TensorFile(Node.Parse("{}"), []);
        file.Add("one.input_ids", "I64", [2, 3], Integers(3, 4, 5, 6, 7, 8));
        file.Add("one.attention_mask", "I64", [2, 3], Integers(1, 1, 1, 1, 1, 0));
        file.Add("one.position_ids", "I64", [2, 3], Integers(0, 1, 2, 0, 1, 1));
        file.Add("one.labels", "I64", [2, 3], Integers(-100, 4, 5, -100, 7, -100));
        file.Add("one.logits_tail", "F32", [2, 1, Vocabulary], new byte[2 * Vocabulary * 4]);
        file.Add("one.loss", "F32", [], [0, 0, 128, 63]);
        file.Add("greedy.input_ids", "I64", [1, 2], Integers(3, 4));
        file.Add("greedy.output_ids", "I64", [1, 4], Integers(3, 4, 5, 6));
        return file.Write();

        static byte[] Integers(params long[] numbers) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    /// <summary>The files of the tensors for which a condition holds, and of the others.</summary>
    public static (byte[] These, byte[] Others) Split(byte[] bytes, Func<string, bool> isOfThese)
    {
        var whole = Parse(bytes);
        return (Only(isOfThese), Only(name => !isOfThese(name)));

        byte[] Only(Func<string, bool> fits)
        {
            var part = new TensorFile(new Node { Members = whole.Header.Clone().Members!.Where(member => member.Key != "__metadata__" && fits(member.Key)).ToList() }, whole.Parts.Where(one => fits(one.Name)).ToList());
            part.Relocate();
            return part.Write();
        }
    }

    public static TensorFile Parse(byte[] bytes)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var header = Node.Parse(Encoding.UTF8.GetString(bytes, 8, length));
        var parts = header.Members!.Where(member => member.Key != "__metadata__").Select(member =>
        {
            var offsets = member.Value["data_offsets"]!.Items!;
            return (member.Key, bytes[(8 + length + Number(offsets[0]))..(8 + length + Number(offsets[1]))]);
        });
        return new TensorFile(header, [.. parts]);
    }

    /// <summary>A changed file.</summary>
    public static byte[] Change(byte[] bytes, Random random)
    {
        if (random.Next(12) == 0) return ByteMutator.Change(bytes, random);
        var file = Parse(bytes);
        if (random.Next(5) < 2)
        {
            for (var changes = random.Next(1, 4); changes > 0; changes--) file.ChangeMildly(random);
            return file.Write();
        }

        switch (random.Next(7))
        {
            case 0:
                TreeMutator.ChangeHarshly(file.Header, random);
                break;
            case 1:
                var entry = file.Entry(random);
                entry["dtype"]!.Raw = $"\"{random.Pick(Types).Type}\"";
                break;
            case 2:
                TreeMutator.ChangeHarshly(file.Entry(random)[random.Pick((string[])["shape", "data_offsets"])]!, random);
                break;
            case 3:
                return file.Write(random.Pick((long[])[-1, 1, 8, -8, long.MinValue, long.MaxValue, 100_000_001, bytes.Length]));
            case 4:
                var name = random.Pick(file.Parts).Name;
                file.Header.Members!.RemoveAll(member => member.Key == name);
                file.Parts.RemoveAll(part => part.Name == name);
                file.Relocate();
                break;
            case 5:
                var (one, other) = (file.Entry(random)["data_offsets"]!, file.Entry(random)["data_offsets"]!);
                one.Become(other);
                break;
            default:
                // As many elements in another shape, or a huge one.
                var shape = file.Entry(random)["shape"]!;
                if (random.Next(2) == 0) shape.Items!.Reverse();
                else shape.Items!.Add(Node.Of(random.Pick((string[])["1", "0", "2", "1073741824", "9223372036854775807", "-1"])));
                break;
        }

        return file.Write();
    }

    private void ChangeMildly(Random random)
    {
        var at = random.Next(Parts.Count);
        switch (random.Next(6))
        {
            case 0:
                Header.Members = [.. Header.Members!.OrderBy(_ => random.Next())];
                break;
            case 1:
                Header.Members!.RemoveAll(member => member.Key == "__metadata__");
                Header.Members.Insert(0, ("__metadata__", Node.Parse("""{"note":"x","é":""}""")));
                break;
            case 2:
                // The data in another order, with the offsets that belong to it.
                var part = Parts[at];
                Parts.RemoveAt(at);
                Parts.Insert(random.Next(Parts.Count + 1), part);
                Relocate();
                break;
            case 3 when Parts[at].Bytes.Length > 0:
                Parts[at].Bytes[random.Next(Parts[at].Bytes.Length)] ^= (byte)(1 << random.Next(3));
                break;
            case 4:
                Header[Parts[at].Name]!.Members!.Insert(0, ("unknown", Node.Of("[1]")));
                break;
            default:
                for (var blanks = random.Next(20); blanks > 0; blanks--) Padding += " ";
                break;
        }
    }

    private Node Entry(Random random) => Header[random.Pick(Parts).Name]!;

    private void Add(string name, string type, int[] shape, byte[] bytes)
    {
        Header.Members!.Add((name, Node.Parse($$"""{"dtype":"{{type}}","shape":[{{string.Join(',', shape)}}],"data_offsets":[0,0]}""")));
        Parts.Add((name, bytes));
        Relocate();
    }

    private void Relocate()
    {
        var from = 0;
        foreach (var (name, bytes) in Parts)
        {
            Header[name]!["data_offsets"]!.Items = [Node.Of($"{from}"), Node.Of($"{from + bytes.Length}")];
            from += bytes.Length;
        }
    }

    private byte[] Write(long lengthOff = 0)
    {
        var header = Encoding.UTF8.GetBytes(Header.Write() + Padding);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, unchecked(header.Length + lengthOff));
        return [.. length, .. header, .. Parts.SelectMany(part => part.Bytes)];
    }

    private static int Number(Node node) => int.Parse(node.Raw!, CultureInfo.InvariantCulture);
}
