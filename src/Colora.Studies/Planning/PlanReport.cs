namespace Colora.Studies.Planning;

/// <summary>What a plan says.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="PersonalShare">φ, the part of a user's unknowns that is its own: r² of r² + r(d_in − r) + r(d_out −
/// r), over all modules.</param>
/// <param name="Slope">Rise of the score's logit when the shared rows are multiplied by e.</param>
/// <param name="Level">Of the intervals.</param>
/// <param name="Range">Rows and users within which it answers.</param>
/// <param name="Answer">In a sentence.</param>
/// <param name="Asked">The predicted score at the rows asked for, or at the fewest rows, or users, that reach the
/// target; null where none within range does.</param>
/// <param name="Safe">The fewest rows, or users, whose lower end reaches the target; null where none does, or no
/// target was given.</param>
/// <param name="Curve">Scores by rows for the users asked for; by users for the rows asked for where their number is
/// wanted.</param>
/// <param name="Checks">Each size of the pilot predicted from the others.</param>
public sealed record PlanReport(
    string Arm,
    double PersonalShare,
    double Slope,
    double Level,
    string Range,
    string Answer,
    PlanPoint? Asked,
    PlanPoint? Safe,
    IReadOnlyList<PlanPoint> Curve,
    IReadOnlyList<PlanCheck> Checks)
{
    /// <summary>
    /// Share of the pilot, 0…1, in which validation was best at the very last step: there steps may have been short,
    /// not rows.
    /// </summary>
    public required double StepLimited { get; init; }
}
