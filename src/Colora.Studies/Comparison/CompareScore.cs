using System.Globalization;
using Colora.Evaluation;
using Colora.Formats;

namespace Colora.Studies.Comparison;

/// <summary>What a comparison judges by, and how it is written.</summary>
public sealed record CompareScore
{
    private readonly ScoreKind kind;

    /// <summary>The score of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public CompareScore(ScoreKind kind) => this.kind = kind;

    /// <summary>What it is called.</summary>
    public string Name => kind switch
    {
        ScoreKind.ExactMatch => "exact match",
        ScoreKind.ExactMatchSquad => "exact match (SQuAD)",
        ScoreKind.RougeL => "ROUGE-L",
        _ => "minus the loss of an answer token",
    };

    /// <summary>What it is written in.</summary>
    public string Unit => IsShare ? "points" : "nats";

    /// <summary>Whether it is a share, 0…1, written in points of 100.</summary>
    public bool IsShare => kind != ScoreKind.Nll;

    /// <summary>A value in <see cref="Unit"/>s.</summary>
    public double In(double value) => IsShare ? 100 * value : value;

    /// <summary>A value as text.</summary>
    public string Text(double value) => In(value).ToString(IsShare ? "0.0" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>A gain as text, with its sign; ∞ where nothing bounds it.</summary>
    public string Gain(double value) => double.IsInfinity(value) ? value > 0 ? "∞" : "−∞" : In(value).ToString(IsShare ? "+0.0;-0.0;0.0" : "+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    /// <summary>A gain and its interval as text.</summary>
    public string Gain(PairedInterval? gain) => gain is null ? "–" : $"{Gain(gain.Mean)} ({Gain(gain.Lower)} … {Gain(gain.Upper)})";

    /// <summary>Whether a judged row has the score: the loss is missing where prompt and reference together pass the model's positions, for all arms alike.</summary>
    public bool Covers(Prediction row) => IsShare || row.Nll is not null;

    /// <summary>The score of a judged row.</summary>
    /// <param name="row">The row; one that is covered.</param>
    public double Of(Prediction row) => kind switch
    {
        ScoreKind.ExactMatch => row.ExactMatch!.Value,
        ScoreKind.ExactMatchSquad => row.ExactMatchSquad!.Value,
        ScoreKind.RougeL => row.RougeL!.Value,
        _ => -row.Nll!.Value / Math.Max(1, row.Tokens),
    };

    /// <summary>Refuses a config that does not measure it.</summary>
    /// <exception cref="InputException">It does not.</exception>
    public void Check(EvaluationConfig config)
    {
        if (IsShare && !config.Generate) throw new InputException("evaluation.generate", "false", $"true: {Name} needs answers", "--score nll, or leave it out");
        if (!IsShare && !config.Likelihood) throw new InputException("evaluation.likelihood", "false", "true: the loss is the score", "--score exact-match, or leave it out");
    }
}
