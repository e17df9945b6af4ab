using System.Buffers.Binary;
using System.Text;

namespace Colora.Tokenization;

/// <summary>
/// Looks over a Precompiled normalizer's map (SentencePiece's: u32 size of a trie in bytes, the trie as u32 units, the
/// replacements as UTF-8): the engine follows it without looking where it leads.
/// </summary>
internal static class CharacterMapCheck
{
    private const int LargestMap = 16 << 20;

    /// <exception cref="FormatException">What is wrong, in a few words.</exception>
    public static void Validate(string? base64)
    {
        var bytes = BytesOf(base64 ?? "");
        var trie = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trie == 0 || trie % sizeof(uint) != 0 || trie > bytes.Length - sizeof(uint))
            throw new FormatException($"precompiled_charsmap names a trie of {trie} bytes in {bytes.Length}");
        var replacements = bytes[((int)trie + sizeof(uint))..];
        RequireUtf8(replacements);
        var units = new uint[trie / sizeof(uint)];
        for (var i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[((i + 1) * sizeof(uint))..]);
        Follow(units, replacements);
    }

    private static ReadOnlySpan<byte> BytesOf(string base64)
    {
        if (base64.Length > LargestMap)
            throw new FormatException($"precompiled_charsmap has {base64.Length} characters, more than {LargestMap}");
        var bytes = new byte[base64.Length * 3L / 4];
        if (!Convert.TryFromBase64String(base64, bytes, out var count) || count < sizeof(uint))
            throw new FormatException("precompiled_charsmap is empty or not base64");
        return bytes.AsSpan(0, count);
    }

    private static void RequireUtf8(ReadOnlySpan<byte> replacements)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(replacements);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("precompiled_charsmap's replacements are not UTF-8", e);
        }
    }

    /// <summary>Goes to every place of the double array that some text leads to.</summary>
    private static void Follow(uint[] units, ReadOnlySpan<byte> replacements)
    {
        var seen = new bool[units.Length];
        var open = new Stack<uint>();
        Visit(Offset(units[0]));
        while (open.TryPop(out var node))
        {
            for (uint label = 1; label < 0x100; label++)
            {
                var place = node ^ label;
                if (place >= units.Length) throw Outside(place, units.Length);
                var unit = units[place];
                if ((unit & 0x8000_00FF) != label) continue;
                var next = place ^ Offset(unit);
                if (((unit >> 8) & 1) == 1) CheckReplacement(next, units, replacements);
                Visit(next);
            }
        }

        void Visit(uint node)
        {
            if (node >= seen.Length) throw Outside(node, seen.Length);
            if (seen[node]) return;
            seen[node] = true;
            open.Push(node);
        }
    }

    private static void CheckReplacement(uint place, uint[] units, ReadOnlySpan<byte> replacements)
    {
        if (place >= units.Length) throw Outside(place, units.Length);
        var start = units[place] & 0x7FFF_FFFF;
        if (start > replacements.Length || (start < replacements.Length && (replacements[(int)start] & 0xC0) == 0x80))
        {
            throw new FormatException($"precompiled_charsmap names a replacement at byte {start} "
                + $"of {replacements.Length}");
        }
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & (1u << 9)) >> 6);

    private static FormatException Outside(uint place, int units) =>
        new($"precompiled_charsmap's trie leads to unit {place} of {units}");
}
