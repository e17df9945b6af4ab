namespace Colora.Synthetic.Records;

/// <summary>Letter cases and the rule that keeps some styles away from the corpus.</summary>
internal static class Wording
{
    private const uint Shares = 4;

    /// <summary>
    /// A quarter of all styles and label words, chosen by the hash of their text (FNV-1a), is kept for the benchmark:
    /// the corpus never uses them, so a base model has not seen a house rule as such, only its parts in other
    /// combinations.
    /// </summary>
    public static bool IsReserved(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = (hash ^ c) * 16777619;
        return (hash ^ (hash >> 15)) % Shares == 0;
    }

    /// <summary>The word in a letter case.</summary>
    public static string Write(this LetterCase letterCase, string word) => letterCase switch
    {
        LetterCase.Upper => word.ToUpperInvariant(),
        LetterCase.Lower => word.ToLowerInvariant(),
        _ => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant(),
    };
}
