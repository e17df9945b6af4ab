using Colora.Evaluation;
using Colora.Runs;

namespace Colora.Studies.Comparison;

/// <summary>One run of a comparison, as <c>report.json</c> lists it.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Rows">Training rows of each user.</param>
/// <param name="Users">Number of users.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Rate">Learning rate of A and B; null for the base.</param>
/// <param name="Folder">Folder of the run, <c>runs/…</c>; named by the effective config.</param>
/// <param name="Score">Score of each user on test rows.</param>
/// <param name="Validation">Validation loss of each user, nats an answer token.</param>
/// <param name="Parameters">Trained numbers, shared and of all users.</param>
/// <param name="Bytes">Bytes moved in rounds, up and down.</param>
/// <param name="Seconds">Training time.</param>
public sealed record CompareCell(
    string Arm,
    int Rows,
    int Users,
    long Seed,
    double? Rate,
    string Folder,
    IReadOnlyDictionary<string, double> Score,
    IReadOnlyDictionary<string, double?> Validation,
    long Parameters,
    long Bytes,
    double Seconds) : IRuledDocument
{
    /// <summary>Exact match, ROUGE-L and loss, means over users, as far as they were measured.</summary>
    public UserScore? Measures { get; init; }

    /// <summary>Training and validation rows of each user.</summary>
    public int LabelledRows { get; init; }

    /// <summary>Rows that training saw, repetitions counted.</summary>
    public long RowVisits { get; init; }

    /// <summary>Tokens that training saw.</summary>
    public long Tokens { get; init; }

    /// <summary>Rows that the heats of a race saw on top.</summary>
    public long RaceRowVisits { get; init; }

    /// <summary>Tokens that the heats saw.</summary>
    public long RaceTokens { get; init; }

    /// <summary>
    /// Share of the run's choices, 0…1, in which validation was best at the very last step; null in reports of before
    /// and for the base.
    /// </summary>
    public double? StepLimited { get; init; }

    /// <summary>
    /// φ, the part of a user's unknowns that is its own, for the planner; null in reports of before and for the base.
    /// </summary>
    public double? PersonalShare { get; init; }

    /// <summary>Mean over users.</summary>
    public double Mean => Score.Values.Average();

    /// <summary>The worst user.</summary>
    public double Worst => Score.Values.Min();

    IEnumerable<(string Member, string Found, string Expected)> IRuledDocument.Faults()
    {
        if (Rows < 1) yield return ("rows", $"is {Rows}", "1 or more");
        foreach (var fault in DocumentRules.NotEmpty(("score", Score.Count))) yield return fault;
        if (Users != Score.Count) yield return ("users", $"is {Users}", $"the {Score.Count} users that have a score");
        foreach (var fault in DocumentRules.Finite(Numbers())) yield return fault;
        if (Rate < 0) yield return ("rate", DocumentRules.Text(Rate.Value), "0 or more");
        var isElsewhere = Path.IsPathRooted(Folder) || Folder.Split('/', '\\').Contains("..");
        if (isElsewhere) yield return ("folder", $"is \"{Folder}\"", "a folder within the comparison's");
    }

    private IEnumerable<(string Member, double? Value)> Numbers()
    {
        foreach (var (user, score) in Score) yield return ($"score.{user}", score);
        foreach (var (user, loss) in Validation) yield return ($"validation.{user}", loss);
        yield return ("rate", Rate);
        yield return ("seconds", Seconds);
    }
}
