using Colora.Evaluation;
using Colora.Runs;
using Colora.Studies.Statistics;

namespace Colora.Studies.Comparison;

/// <summary>One arm at one number of rows, over all seeds.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Mean">Mean score over users and seeds.</param>
/// <param name="StandardError">Of the mean over seeds; NaN with one seed.</param>
/// <param name="Worst">Mean over seeds of the worst user.</param>
/// <param name="OverLocal">Gain over local, over seeds, users and rows (<see cref="PairedInterval.OfRuns"/>); null
/// where local was not run.</param>
/// <param name="OverColora">CoLoRA (the first such arm) less this arm, alike; null for that arm itself.</param>
/// <param name="Helped">Users helped against local, by verdict.</param>
/// <param name="Hurt">Users hurt against local, by verdict.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Megabytes">Moved in rounds, up and down, mean over seeds.</param>
/// <param name="Seconds">Training, mean over seeds.</param>
/// <param name="Verdicts">Of each user against local, over the rows and runs of all seeds.</param>
public sealed record CompareSummary(
    string Arm,
    int Rows,
    double Mean,
    double StandardError,
    double Worst,
    PairedInterval? OverLocal,
    PairedInterval? OverColora,
    int Helped,
    int Hurt,
    int Users,
    double Megabytes,
    double Seconds,
    IReadOnlyList<UserVerdict> Verdicts) : IRuledDocument, IScored
{
    /// <summary>Means over users and seeds, 0…1; empty where nothing was generated.</summary>
    public ScoreValues Scores { get; init; } = new();

    /// <summary>Loss of an answer token in nats, alike; null where it was not measured.</summary>
    public double? Nll { get; init; }

    /// <summary>
    /// Labelled rows of each user that the arm was given in all: training rows and, on top, the validation rows.
    /// </summary>
    public int LabelledRows { get; init; }

    /// <summary>
    /// Rows that training saw, repetitions counted, mean over seeds; heats of a race are not among them.
    /// </summary>
    public double RowVisits { get; init; }

    /// <summary>Tokens that training saw, alike.</summary>
    public double Tokens { get; init; }

    /// <summary>Rows that the heats of a race for the start saw on top, mean over seeds; 0 without a race.</summary>
    public double RaceRowVisits { get; init; }

    /// <summary>Tokens that the heats saw, alike.</summary>
    public double RaceTokens { get; init; }

    /// <summary>Learning rate of A and B; null for the base.</summary>
    public double? Rate { get; init; }

    /// <summary>
    /// Gain over local-all, which trains alone on all labelled rows, validation rows too; null where that was not
    /// run.
    /// </summary>
    public PairedInterval? OverLocalAll { get; init; }

    /// <summary>Verdict of all users together against local; null where local was not run.</summary>
    public PooledVerdict? Pooled { get; init; }

    /// <summary>
    /// The smallest chance of no effect that the poorest user's test rows allow, before correction; null without
    /// verdicts.
    /// </summary>
    public double? SmallestChance { get; init; }

    /// <summary>Users whose test rows allow a verdict of their own at all, corrected for all users.</summary>
    public int Decidable { get; init; }

    /// <summary>What verdicts are corrected by: Holm up to twenty users, Benjamini–Hochberg beyond.</summary>
    public string? Correction { get; init; }

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults() =>
        DocumentRules.Finite(("mean", Mean), ("worst", Worst), ("seconds", Seconds), ("megabytes", Megabytes));
}
