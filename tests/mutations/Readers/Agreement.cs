namespace Colora.Mutations.Readers;

/// <summary>That two readers say the same.</summary>
internal static class Agreement
{
    private const int Shown = 120;

    /// <summary>Compares line by line; a second reader is asked only when the product has accepted.</summary>
    /// <param name="product">What the product says.</param>
    /// <param name="reader">What the second reader says.</param>
    /// <exception cref="DisagreementException">They differ, or the second reader cannot read it.</exception>
    public static void Require(Func<IEnumerable<string>> product, Func<IEnumerable<string>> reader)
    {
        List<string> read = [.. product()], second;
        try
        {
            second = [.. reader()];
        }
        catch (Exception e) when (e is not DisagreementException)
        {
            throw new DisagreementException($"read, although a second reader says: {e.Message}");
        }

        if (second.Count != read.Count) throw new DisagreementException($"{second.Count} entries are read as {read.Count}");
        for (var i = 0; i < read.Count; i++)
            if (second[i] != read[i]) throw new DisagreementException($"entry {i}: {Cut(second[i])} is read as {Cut(read[i])}");
    }

    private static string Cut(string text) => text.Length > Shown ? text[..Shown] + "…" : text;
}
