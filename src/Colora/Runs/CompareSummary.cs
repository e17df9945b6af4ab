using System.Text.Json.Serialization;
using Colora.Evaluation;

namespace Colora.Runs;

/// <summary>One arm at one number of rows, over all seeds.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Mean">Mean score over users and seeds.</param>
/// <param name="StandardError">Of the mean over seeds; NaN with one seed.</param>
/// <param name="Worst">Mean over seeds of the worst user.</param>
/// <param name="OverLocal">Gain over local, paired bootstrap over users and rows; null where local was not run.</param>
/// <param name="OverColora">CoLoRA (the first such arm) less this arm, alike; null for that arm itself.</param>
/// <param name="Helped">Users helped against local, by verdict.</param>
/// <param name="Hurt">Users hurt against local, by verdict.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Megabytes">Moved in rounds, up and down, mean over seeds.</param>
/// <param name="Seconds">Training, mean over seeds.</param>
/// <param name="Verdicts">Of each user against local, rows of all seeds together averaged.</param>
public sealed record CompareSummary(
    string Arm, int Rows, double Mean, double StandardError, double Worst, PairedInterval? OverLocal, PairedInterval? OverColora,
    int Helped, int Hurt, int Users, double Megabytes, double Seconds, IReadOnlyList<UserVerdict> Verdicts)
{
    /// <summary>Exact match, means over users and seeds, 0…1; null where nothing was generated.</summary>
    public double? ExactMatch { get; init; }

    /// <summary>ROUGE-L, alike.</summary>
    [JsonPropertyName("rougeL")]
    public double? RougeL { get; init; }

    /// <summary>Loss of an answer token in nats, alike; null where it was not measured.</summary>
    public double? Nll { get; init; }
}
