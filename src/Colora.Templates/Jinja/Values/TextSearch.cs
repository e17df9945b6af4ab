namespace Colora.Templates.Jinja.Values;

/// <summary>Where a text stands in another, and how many times, in time that is linear whatever the texts are.</summary>
internal static class TextSearch
{
    /// <summary>Parts up to here are left to the vectorised search of the base library, whose worst case is the product of both lengths.</summary>
    private const int ShortPart = 32;

    /// <summary>The first place at or behind <paramref name="from"/>, or -1.</summary>
    public static int Find(Meter meter, string text, string part, int from) => Find(meter, text, part, from, text.Length);

    /// <summary>The first place at or behind <paramref name="from"/> where it ends at or before <paramref name="to"/>, or -1.</summary>
    public static int Find(Meter meter, string text, string part, int from, int to)
    {
        if (to < from || part.Length > to - from) return -1;
        if (part.Length == 0) return from;
        var found = part.Length <= ShortPart ? text.AsSpan(from, to - from).IndexOf(part, StringComparison.Ordinal)
            : FindLong(meter, to - from, i => text[from + i], part.Length, i => part[i]);
        meter.Work(found < 0 ? to - from : found + part.Length);
        return found < 0 ? -1 : from + found;
    }

    /// <summary>The last place that begins at or behind <paramref name="from"/> and ends at or before <paramref name="to"/>, or -1.</summary>
    public static int FindLast(Meter meter, string text, string part, int from, int to)
    {
        if (to < from || part.Length > to - from) return -1;
        if (part.Length == 0) return to;
        meter.Work(to - from);
        if (part.Length <= ShortPart)
            return text.AsSpan(from, to - from).LastIndexOf(part, StringComparison.Ordinal) is >= 0 and var found ? from + found : -1;
        // The search from the right is the search of the mirrored texts.
        var mirrored = FindLong(meter, to - from, i => text[to - 1 - i], part.Length, i => part[part.Length - 1 - i]);
        return mirrored < 0 ? -1 : to - mirrored - part.Length;
    }

    /// <summary>How many times it stands in a part of the text, without overlaps.</summary>
    public static long Count(Meter meter, string text, string part, int from, int to)
    {
        if (to < from) return 0;
        if (part.Length == 0) return CodePoints.Length(text.AsSpan(from, to - from)) + 1L;
        long count = 0;
        for (var at = Find(meter, text, part, from, to); at >= 0; at = Find(meter, text, part, at + part.Length, to)) count++;
        return count;
    }

    /// <summary>Knuth, Morris and Pratt's search: no char of the text is read twice.</summary>
    private static int FindLong(Meter meter, int length, Func<int, char> text, int partLength, Func<int, char> part)
    {
        meter.Work(8L * (length + partLength));
        var fallback = new int[partLength];
        for (int i = 1, k = 0; i < partLength; i++)
        {
            while (k > 0 && part(i) != part(k)) k = fallback[k - 1];
            if (part(i) == part(k)) k++;
            fallback[i] = k;
        }

        for (int i = 0, k = 0; i < length; i++)
        {
            while (k > 0 && text(i) != part(k)) k = fallback[k - 1];
            if (text(i) == part(k)) k++;
            if (k == partLength) return i - partLength + 1;
        }

        return -1;
    }
}
