using System.Text;

namespace Colora.Evaluation;

/// <summary>
/// ROUGE-L as Google's <c>rouge_score</c> computes <c>rougeL</c> with its stemmer on (not <c>rougeLsum</c>: no
/// sentences are split): <c>F = 2PR / (P + R)</c>, <c>P = l / |prediction|</c>, <c>R = l / |reference|</c>, l the
/// length of the longest common subsequence of words. Words are runs of a-z and 0-9 of the lower-cased text, those
/// longer than 3 characters stemmed; every other character separates, so that a text without such words scores 0 even
/// against itself. (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004.)
/// </summary>
public sealed record RougeLScore : AnswerScore
{
    private const int LongestUnstemmed = 3;

    /// <inheritdoc />
    public override string Name => "rouge-l";

    /// <inheritdoc />
    public override string Title => "ROUGE-L";

    /// <inheritdoc />
    /// <remarks>As Google's <c>rouge_score</c> spells it.</remarks>
    public override string Key => "rougeL";

    internal override bool IsInEveryFile => true;

    /// <inheritdoc />
    protected override double Against(string answer, string reference)
    {
        var (written, accepted) = (Words(answer), Words(reference));
        if (written.Count == 0 || accepted.Count == 0) return 0;
        double common = LongestCommonSubsequence(written, accepted);
        if (common == 0) return 0;
        var precision = common / written.Count;
        var recall = common / accepted.Count;
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
