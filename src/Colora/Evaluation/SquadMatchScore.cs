namespace Colora.Evaluation;

/// <summary>
/// SQuAD's exact match, articles kept (as Natural Instructions counts it): two texts match when they are equal in lower
/// case, without ASCII punctuation and with every run of blanks as one. A column beside <see cref="ExactMatchScore"/>,
/// for comparing with published figures.
/// </summary>
public sealed record SquadMatchScore : AnswerScore
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <inheritdoc />
    public override string Name => "exact-match-squad";

    /// <inheritdoc />
    public override string Title => "exact match (SQuAD)";

    internal override bool IsInEveryFile => true;

    /// <inheritdoc />
    protected override double Against(string answer, string reference) => Plain(answer) == Plain(reference) ? 1 : 0;

    private static string Plain(string text)
    {
        var unpunctuated = string.Concat(PythonText.Lower(text).Where(c => !Punctuation.Contains(c)));
        return string.Join(' ', PythonText.Split(unpunctuated));
    }
}
