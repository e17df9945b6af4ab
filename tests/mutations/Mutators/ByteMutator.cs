namespace Colora.Mutations.Mutators;

/// <summary>Changes bytes without regard to what they say.</summary>
internal static class ByteMutator
{
    /// <summary>One change: a byte, a cut, a part doubled or moved, bytes added at an end.</summary>
    public static byte[] Change(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        int from = random.Next(bytes.Length), length = random.Next(1, Math.Min(64, bytes.Length - from) + 1);
        var changed = (byte[])bytes.Clone();
        switch (random.Next(6))
        {
            case 0: changed[from] = (byte)random.Next(256); return changed;
            case 1: changed[from] ^= (byte)(1 << random.Next(8)); return changed;
            case 2: return [.. bytes[..from], .. bytes[(from + length)..]];
            case 3: return [.. bytes[..(from + length)], .. bytes[from..]];
            case 4: return bytes[..from];
            default: return [.. bytes, .. bytes[from..(from + length)]];
        }
    }
}
