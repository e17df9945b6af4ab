using Colora.Configuration;

namespace Colora.Evaluation;

/// <summary>How a model is judged on test rows.</summary>
[Retired(
    "strict_match", "exact_match is strict now, and exact_match_squad ignores letter case, "
        + "punctuation and runs of blanks: both are always measured")]
public sealed record EvaluationConfig : IChecked
{
    /// <summary>Rows of a forward pass, users mixed.</summary>
    [Setting("rows of a forward pass, users mixed", Unit = "rows")]
    [AtLeast(1)]
    [AtMost(65536)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Most tokens of a generated answer. A judged prompt is cut, from its beginning, to leave room for them within
    /// prompt.max_length.
    /// </summary>
    [Setting(
        "most tokens of a generated answer; a judged prompt keeps what prompt.max_length leaves beside them, "
            + "at least half", Unit = "tokens")]
    [AtLeast(1)]
    [AtMost(1048576)]
    public int MaxNewTokens { get; init; } = 64;

    /// <summary>Test rows of each user that are used, from the first; 0 = all.</summary>
    [Setting("test rows of each user, from the first; 0 = all", Unit = "rows")]
    [AtLeast(0)]
    public int MaxRows { get; init; }

    /// <summary>Whether the likelihood of the reference answers is measured.</summary>
    [Setting("measure the likelihood of the reference answers (nll, perplexity)")]
    public bool Likelihood { get; init; } = true;

    /// <summary>Whether answers are generated; without, only the likelihood is measured.</summary>
    [Setting("generate answers (exact match, ROUGE-L); false = likelihood alone")]
    public bool Generate { get; init; } = true;

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (!Generate && !Likelihood)
            yield return new ConfigProblem("", "generate", "false beside likelihood = false", "one of the two", "");
    }
}
