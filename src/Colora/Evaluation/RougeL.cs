using System.Text;

namespace Colora.Evaluation;

/// <summary>
/// ROUGE-L as Google's <c>rouge_score</c> computes <c>rougeL</c> with its stemmer on (not <c>rougeLsum</c>: no sentences are split):
/// <c>F = 2PR / (P + R)</c>, <c>P = l / |prediction|</c>, <c>R = l / |reference|</c>, l the length of the longest common subsequence of words.
/// Words are runs of a-z and 0-9 of the lower-cased text, those longer than 3 characters stemmed; every other character separates, so that a text
/// without such words scores 0 even against itself. (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004.)
/// </summary>
public static class RougeL
{
    private const int LongestUnstemmed = 3;

    /// <summary>F, 0 to 1, not rounded: the highest over the references.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double Score(string prediction, IReadOnlyList<string> references)
    {
        if (references.Count == 0) throw new ArgumentException("a score needs at least one reference", nameof(references));
        var words = Words(prediction);
        return references.Max(reference => Score(words, Words(reference)));
    }

    /// <summary>F, 0 to 1, not rounded; 0 where either text has no word.</summary>
    public static double Score(string prediction, string reference) => Score(Words(prediction), Words(reference));

    private static double Score(List<string> prediction, List<string> reference)
    {
        if (prediction.Count == 0 || reference.Count == 0) return 0;
        double common = LongestCommonSubsequence(prediction, reference);
        if (common == 0) return 0;
        var precision = common / prediction.Count;
        var recall = common / reference.Count;
        return 2 * precision * recall / (precision + recall);
    }

    private static int LongestCommonSubsequence(List<string> a, List<string> b)
    {
        // lengths[j]: of a[..i] and b[..j], the row of the current i over that of i - 1.
        var lengths = new int[b.Count + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Count; j++)
            {
                var above = lengths[j];
                lengths[j] = word == b[j - 1] ? diagonal + 1 : Math.Max(above, lengths[j - 1]);
                diagonal = above;
            }
        }

        return lengths[^1];
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in PythonText.Lower(text) + " ")
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                words.Add(word.Length > LongestUnstemmed ? PorterStemmer.Stem(word.ToString()) : word.ToString());
                word.Clear();
            }
        }

        return words;
    }
}
