namespace Colora.Studies.Comparison;

/// <summary>What of a comparison its report shows first, and the names of its pictures.</summary>
public static class CompareView
{
    /// <summary>Gain of each user under the main arm.</summary>
    public const string UsersChart = "users";

    /// <summary>Score of each arm.</summary>
    public const string ScoresChart = "scores";

    /// <summary>Gain of each arm.</summary>
    public const string GainsChart = "gains";

    /// <summary>Scores by training rows; with <c>-gain</c> the gains.</summary>
    public const string ByRowsChart = "by-rows";

    /// <summary>Scores by number of users; with <c>-gain</c> the gains.</summary>
    public const string ByUsersChart = "by-users";

    /// <summary>Gain of each user under each arm.</summary>
    public const string HeatChart = "heat";

    /// <summary>Score against bytes.</summary>
    public const string CostsChart = "costs";

    /// <summary>How alike the users are.</summary>
    public const string SimilarityChart = "similarity";

    /// <summary>Gain by likeness.</summary>
    public const string BySimilarityChart = "by-similarity";

    /// <summary>The arms at the most rows and users.</summary>
    public static IReadOnlyList<CompareSummary> Largest(CompareReport report)
    {
        var (rows, users) = (report.Summaries.Max(row => row.Rows), report.Summaries.Max(row => row.Users));
        return [.. report.Summaries.Where(row => row.Rows == rows && row.Users == users)];
    }

    /// <summary>
    /// The arm that the report answers by, at the most rows and users: the first CoLoRA arm as it was asked for,
    /// since a choice by test scores would be one on test rows; else the first other arm that was judged against
    /// local.
    /// </summary>
    public static CompareSummary? MainOf(CompareReport report)
    {
        var judged = Largest(report).Where(row => row.OverLocal is not null).ToList();
        return judged.Find(row => FamilyOf(row) == "colora" && !row.Arm.Contains('@'))
            ?? judged.Find(row => FamilyOf(row).StartsWith("colora", StringComparison.Ordinal))
            ?? judged.Find(row => row.Arm is not (CompareArm.Bare or CompareArm.LocalAll))
            ?? judged.FirstOrDefault();
    }

    private static string FamilyOf(CompareSummary row) => CompareArm.FamilyOf(row.Arm);
}
