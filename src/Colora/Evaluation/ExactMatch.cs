namespace Colora.Evaluation;

/// <summary>
/// Strict match: two texts match when they are equal once the white space at both ends of both is gone (what Python's <c>str.strip</c> takes for such);
/// nothing else is changed. To somebody whose answers are amounts, dates or codes, 2024-01-05 and 20240105 are two answers.
/// </summary>
public static class ExactMatch
{
    /// <summary>Whether the prediction matches any of the references.</summary>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static bool Matches(string prediction, IReadOnlyList<string> references)
    {
        if (references.Count == 0) throw new ArgumentException("a match needs at least one reference", nameof(references));
        var plain = PythonText.Strip(prediction);
        return references.Any(reference => PythonText.Strip(reference) == plain);
    }

    /// <summary>Whether the prediction matches the reference.</summary>
    public static bool Matches(string prediction, string reference) => Matches(prediction, [reference]);
}
