using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// What a row says, as numbers: equal rows have equal keys, wherever they stand. Hashes of 128 bits (SHA-256, cut).
/// </summary>
/// <param name="Input">Of what the model is asked: the input, or the instruction where the input is empty.</param>
/// <param name="Row">Of all that counts: instruction, input, answer, accepted answers.</param>
public readonly record struct RowKey(UInt128 Input, UInt128 Row)
{
    /// <summary>The key of a row.</summary>
    public static RowKey Of(ExampleRecord row) =>
        new(InputOf(row), Hash([row.Instruction, row.Input, row.Output, .. row.References]));

    /// <summary>The key of a row's input.</summary>
    public static UInt128 InputOf(ExampleRecord row) => Hash([row.Input.Length > 0 ? row.Input : row.Instruction]);

    /// <summary>Hash of texts; each is preceded by its length, so that no other list gives the same bytes.</summary>
    public static UInt128 Hash(params ReadOnlySpan<string?> texts)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(4), text?.Length ?? -1);
            bytes.Advance(4);
            Encoding.UTF8.GetBytes(text ?? "", bytes);
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
