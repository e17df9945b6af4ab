namespace Colora.Configuration;

/// <summary>Finds what a misspelt name was meant to be.</summary>
public static class Spelling
{
    /// <summary>
    /// The candidate with the fewest edits (letters inserted, dropped, replaced, or two neighbours exchanged; case, -
    /// and _ count for nothing), if at most a third of the name, at least one and at most three letters, are wrong; the
    /// first of equals. Null when none is near.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var plain = Plain(name);
        var limit = Math.Clamp(plain.Length / 3, 1, 3);
        return candidates
            .Select(candidate => (candidate, distance: Distance(plain, Plain(candidate))))
            .Where(pair => pair.distance <= limit)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>Whether the names differ in no more than case, - and _.</summary>
    public static bool IsSame(string a, string b) => Plain(a) == Plain(b);

    private static string Plain(string name) => name.Replace('-', '_').ToLowerInvariant();

    // Optimal string alignment. d[i, j]: edits between a[..i] and b[..j].
    private static int Distance(string a, string b)
    {
        // Far apart in length is far apart; long texts never get a table.
        if (Math.Abs(a.Length - b.Length) > 3) return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
