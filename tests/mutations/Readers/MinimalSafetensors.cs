using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Colora.Mutations.Readers;

/// <summary>A reader of safetensors that shares nothing with the product's: length, header, bytes.</summary>
internal static class MinimalSafetensors
{
    /// <summary>A line a tensor: name, type, shape and the hash of its bytes, sorted by name.</summary>
    public static IEnumerable<string> Describe(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var data = bytes.AsMemory(8 + length);
        return [.. header.RootElement.EnumerateObject().Where(member => member.Name != "__metadata__").Select(member =>
        {
            var offsets = member.Value.GetProperty("data_offsets");
            var part = data[offsets[0].GetInt32()..offsets[1].GetInt32()];
            return Line(member.Name, member.Value.GetProperty("dtype").GetString()!, member.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), part.Span);
        }).Order(StringComparer.Ordinal)];
    }

    /// <summary>The line of a tensor.</summary>
    public static string Line(string name, string type, IEnumerable<long> shape, ReadOnlySpan<byte> bytes) => $"{name}|{type}|{string.Join('×', shape)}|{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
