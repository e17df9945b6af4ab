using Colora.Formats;

namespace Colora.Evaluation;

/// <summary>A score of what was written, 0…1: the highest over the accepted answers.</summary>
public abstract record AnswerScore : Score
{
    /// <summary>Name of its member in rows and reports; by default its name with _ for -.</summary>
    public virtual string Key => Name.Replace('-', '_');

    /// <inheritdoc />
    public sealed override bool IsShare => true;

    /// <summary>Whether files have had it from the beginning, so that one without it is damaged.</summary>
    internal virtual bool IsInEveryFile => false;

    /// <summary>The score of an answer, 0…1, not rounded: the highest over the references.</summary>
    /// <param name="answer">What was written.</param>
    /// <param name="references">Accepted answers, at least one.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public double Of(string answer, params IReadOnlyList<string> references)
    {
        if (references.Count == 0)
            throw new ArgumentException("a score needs at least one reference", nameof(references));
        return references.Max(reference => Against(answer, reference));
    }

    /// <inheritdoc />
    /// <remarks>A row that was judged before the score was known has its text and its references still.</remarks>
    public sealed override double? Of(Prediction row) =>
        row.Scores[this] ?? (row.Text is { } text ? Of(text, row.References) : null);

    /// <inheritdoc />
    public sealed override double? Shown(IScored means) => means.Scores[this];

    /// <inheritdoc />
    public sealed override void Check(EvaluationConfig config)
    {
        if (!config.Generate)
        {
            throw new InputException(
                "evaluation.generate", "false", $"true: {Title} needs answers", "--score nll, or leave it out");
        }
    }

    /// <summary>The score of an answer against one accepted answer, 0…1.</summary>
    /// <param name="answer">What was written.</param>
    /// <param name="reference">An accepted answer.</param>
    protected abstract double Against(string answer, string reference);
}
