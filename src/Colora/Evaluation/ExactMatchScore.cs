namespace Colora.Evaluation;

/// <summary>
/// Strict match: two texts match when they are equal once the white space at both ends of both is gone (what Python's
/// <c>str.strip</c> takes for such); nothing else is changed. To somebody whose answers are amounts, dates or codes,
/// 2024-01-05 and 20240105 are two answers.
/// </summary>
public sealed record ExactMatchScore : AnswerScore
{
    /// <inheritdoc />
    public override string Name => "exact-match";

    /// <inheritdoc />
    public override string Title => "exact match";

    internal override bool IsInEveryFile => true;

    /// <inheritdoc />
    protected override double Against(string answer, string reference) =>
        PythonText.Strip(answer) == PythonText.Strip(reference) ? 1 : 0;
}
