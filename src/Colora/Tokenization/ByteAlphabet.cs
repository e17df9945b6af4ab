using System.Text;

namespace Colora.Tokenization;

/// <summary>
/// GPT-2's printable alphabet for bytes: '!'-'~', U+00A1-U+00AC and U+00AE-U+00FF stand for themselves, the other 68
/// bytes, in order, for U+0100 on (" " is "Ġ").
/// </summary>
internal static class ByteAlphabet
{
    private const int Span = 0x100 + 68;
    private static readonly short[] ByteOf = Build();

    /// <summary>Bytes of a token; a token with a character outside the alphabet stands for its own UTF-8.</summary>
    public static byte[] BytesOf(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] >= Span || ByteOf[token[i]] < 0) return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)ByteOf[token[i]];
        }

        return bytes;
    }

    /// <summary>The character that stands for a byte.</summary>
    public static char CharOf(byte value) => (char)Array.IndexOf(ByteOf, (short)value);

    private static short[] Build()
    {
        var map = new short[Span];
        Array.Fill(map, (short)-1);
        var next = 0x100;
        for (var value = 0; value < 0x100; value++)
        {
            var itself = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            map[itself ? value : next++] = (short)value;
        }

        return map;
    }
}
