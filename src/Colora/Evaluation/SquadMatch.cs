namespace Colora.Evaluation;

/// <summary>
/// SQuAD's exact match, articles kept (as Natural Instructions counts it): two texts match when they are equal in lower case, without ASCII
/// punctuation and with every run of blanks as one. A column beside <see cref="ExactMatch"/>, for comparing with published figures.
/// </summary>
public static class SquadMatch
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Whether the prediction matches any of the references.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static bool Matches(string prediction, IReadOnlyList<string> references)
    {
        if (references.Count == 0) throw new ArgumentException("a match needs at least one reference", nameof(references));
        var plain = Plain(prediction);
        return references.Any(reference => Plain(reference) == plain);
    }

    /// <summary>Whether the prediction matches the reference.</summary>
    public static bool Matches(string prediction, string reference) => Matches(prediction, [reference]);

    private static string Plain(string text)
    {
        var unpunctuated = string.Concat(PythonText.Lower(text).Where(c => !Punctuation.Contains(c)));
        return string.Join(' ', PythonText.Split(unpunctuated));
    }
}
