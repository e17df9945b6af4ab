using Colora.Formats;

namespace Colora.Studies.Planning;

/// <summary>
/// How many rows, or users, a score would need: the counting law of the theory carried over to language models. A
/// user's model has P unknowns of its own and shares S with k − 1 others, so that n rows serve P + S/k unknowns; n /
/// (φ + (1−φ)/k) with φ = P/(P+S) is the number of rows that would serve them as well alone. The logit of the score
/// is taken to be linear in its logarithm; line and scatter come from the pilot, the seeds being its noise.
/// </summary>
public static class PlanRun
{
    /// <summary>Answers from a finished comparison.</summary>
    /// <exception cref="InputException">No such pilot or arm, too few sizes, or a question outside its
    /// range.</exception>
    public static PlanReport Execute(PlanRequest request)
    {
        var pilot = PlanPilot.Read(request);
        var seeksUsers = request is { Rows: not null, Target: not null };
        if (seeksUsers) RequireUsersToSeek(request, pilot);
        var users = request.Users ?? pilot.Cells.Max(cell => cell.Users);
        var range = PlanRange.Of(pilot);
        if (users < range.LeastUsers || users > range.MostUsers) throw UsersBeyond(users, range);

        var line = pilot.Line(pilot.Cells);
        var sizes = seeksUsers ? range.SizesOfRows(request.Rows!.Value) : range.SizesOfUsers(users);
        List<PlanPoint> curve = [.. sizes.Select(size => pilot.Point(line, size.Users, size.Rows))];
        if (request.Rows is { } wanted && curve.TrueForAll(point => point.Rows != wanted))
            throw RowsBeyond(wanted, range);
        if (curve.Count == 0) throw UsersBeyond(users, range);

        var asked = Asked(request, curve);
        var safe = request.Target is { } target ? curve.FirstOrDefault(point => point.Lower >= target) : null;
        return new PlanReport(
            Arm: pilot.Arm,
            PersonalShare: pilot.Share,
            Slope: line.Slope,
            Level: PlanPilot.Level,
            Range: range.Text,
            Answer: PlanSentence.Of(request, pilot.Arm, asked, safe, curve[^1]),
            Asked: asked,
            Safe: safe,
            Curve: curve,
            Checks: pilot.Checks())
        {
            StepLimited = pilot.StepLimited(),
        };
    }

    /// <summary>
    /// The point whose score is told: the first that reaches the target, that of the rows asked for, or the last.
    /// </summary>
    private static PlanPoint? Asked(PlanRequest request, List<PlanPoint> curve)
    {
        if (request.Target is { } target) return curve.FirstOrDefault(point => point.Score >= target);
        return request.Rows is { } rows ? curve.First(point => point.Rows == rows) : curve[^1];
    }

    private static void RequireUsersToSeek(PlanRequest request, PlanPilot pilot)
    {
        if (request.Users is { } named)
        {
            throw new InputException(
                "--users, --rows, --target",
                $"all three, {named} users among them",
                "two of them: the third is what is sought");
        }

        if (pilot.Cells.DistinctBy(cell => cell.Users).Count() >= 2) return;
        throw new InputException(
            request.Pilot,
            $"{pilot.Arm} with {pilot.Cells[0].Users} users only",
            "two or more numbers of users: what a further one brings is unknown",
            "run colora compare with --users-counts");
    }

    private static InputException UsersBeyond(int users, PlanRange range) =>
        new("--users", $"{users}", range.Text, "the pilot says nothing beyond; run one with more users");

    private static InputException RowsBeyond(int rows, PlanRange range) =>
        new("--rows", $"{rows}", range.Text, "the pilot says nothing beyond; run one with more rows");
}
