using System.Buffers.Binary;
using System.Text;

namespace Colora.Formats.Tests.Safetensors;

/// <summary>Safetensors bytes written by hand, right or wrong.</summary>
internal static class RawFile
{
    public static byte[] Bytes(string header, int dataBytes, ulong? claimedLength = null) =>
        Bytes(Encoding.UTF8.GetBytes(header), Enumerable.Range(0, dataBytes).Select(i => (byte)i).ToArray(), claimedLength);

    public static byte[] Bytes(byte[] header, byte[] data, ulong? claimedLength = null)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, claimedLength ?? (ulong)header.Length);
        return [.. prefix, .. header, .. data];
    }
}
