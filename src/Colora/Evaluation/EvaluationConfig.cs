using Colora.Configuration;

namespace Colora.Evaluation;

/// <summary>How a model is judged on test rows.</summary>
public sealed record EvaluationConfig : IChecked
{
    /// <summary>Rows of a forward pass, users mixed.</summary>
    [Setting("rows of a forward pass, users mixed", Unit = "rows")]
    [AtLeast(1)]
    public int BatchSize { get; init; } = 32;

    /// <summary>Most tokens of a generated answer.</summary>
    [Setting("most tokens of a generated answer", Unit = "tokens")]
    [AtLeast(1)]
    public int MaxNewTokens { get; init; } = 64;

    /// <summary>Test rows of each user that are used, from the first; 0 = all.</summary>
    [Setting("test rows of each user, from the first; 0 = all", Unit = "rows")]
    [AtLeast(0)]
    public int MaxRows { get; init; }

    /// <summary>Whether an exact match is one of every character; else letter case, punctuation and runs of blanks do not count (SQuAD).</summary>
    [Setting("exact match of every character; false = letter case, punctuation and runs of blanks do not count")]
    public bool StrictMatch { get; init; }

    /// <summary>Whether the likelihood of the reference answers is measured.</summary>
    [Setting("measure the likelihood of the reference answers (nll, perplexity)")]
    public bool Likelihood { get; init; } = true;

    /// <summary>Whether answers are generated; without, only the likelihood is measured.</summary>
    [Setting("generate answers (exact match, ROUGE-L); false = likelihood alone")]
    public bool Generate { get; init; } = true;

    /// <inheritdoc />
    public IEnumerable<ConfigProblem> Check()
    {
        if (!Generate && !Likelihood) yield return new ConfigProblem("", "generate", "false beside likelihood = false", "one of the two", "");
    }
}
