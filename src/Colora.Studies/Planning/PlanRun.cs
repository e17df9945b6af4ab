using System.Globalization;
using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;

namespace Colora.Studies.Planning;

/// <summary>
/// How many rows, or users, a score would need: the counting law of the theory carried over to language models. A user's model has P unknowns of its own and
/// shares S with k − 1 others, so that n rows serve P + S/k unknowns; n / (φ + (1−φ)/k) with φ = P/(P+S) is the number of rows that would serve them as well
/// alone. The logit of the score is taken to be linear in its logarithm; line and scatter come from the pilot, the seeds being its noise.
/// </summary>
public static class PlanRun
{
    private const double Level = 0.9;
    private const double Beyond = 4, Below = 2;
    private const int FewestSizes = 3;

    /// <summary>Answers from a finished comparison.</summary>
    /// <exception cref="InputException">No such pilot or arm, too few sizes, or a question outside its range.</exception>
    public static PlanReport Execute(PlanRequest request)
    {
        var pilot = CompareReport.Read(request.Pilot, "--pilot");
        if (!pilot.Score.IsShare) throw new InputException(request.Pilot, $"a comparison by {pilot.Score.Title}", "one by exact match or ROUGE-L: the law is one of shares", "colora compare --score exact-match, in the same folder");
        var names = pilot.Cells.Select(cell => cell.Arm).Distinct().ToList();
        var arm = request.Arm ?? names.FirstOrDefault(name => name.StartsWith("colora", StringComparison.Ordinal)) ?? names.FirstOrDefault() ?? "";
        var cells = pilot.Cells.Where(cell => cell.Arm == arm && cell.Rate is not null).ToList();
        if (cells.Count == 0) throw new InputException("--arm", $"\"{arm}\"", $"a trained arm of the pilot: {string.Join(", ", names)}");
        var sizes = cells.GroupBy(cell => (cell.Users, cell.Rows)).OrderBy(group => group.Key.Users).ThenBy(group => group.Key.Rows).ToList();
        if (sizes.Count < FewestSizes)
            throw new InputException(request.Pilot, $"{sizes.Count} sizes (users × rows) of {arm}", $"at least {FewestSizes}: the error of a line is unknown with fewer", "run colora compare with more --examples-per-user or --users-counts");

        // Reports of before kept neither: there the runs are asked.
        RunDirectory Run(CompareCell cell) => new(Path.Combine(request.Pilot, cell.Folder));
        var share = cells[0].PersonalShare ?? RunMeasures.PersonalShare(Run(cells[0]));
        double Shared(int users, int rows) => rows / (share + ((1 - share) / users));
        var clip = Clip(cells);
        LogitLine Line(IEnumerable<CompareCell> some) => LogitLine.Fit([.. some.Select(cell => (Shared(cell.Users, cell.Rows), cell.Mean))], clip);
        PlanPoint Point(LogitLine line, int users, int rows)
        {
            var (score, lower, upper) = line.At(Shared(users, rows), Level);
            return new PlanPoint(users, rows, Shared(users, rows), score * 100, lower * 100, upper * 100);
        }

        var users = request.Users ?? cells.Max(cell => cell.Users);
        var seeksUsers = request is { Rows: not null, Target: not null };
        if (seeksUsers && request.Users is { } named) throw new InputException("--users, --rows, --target", $"all three, {named} users among them", "two of them: the third is what is sought");
        if (seeksUsers && cells.DistinctBy(cell => cell.Users).Count() < 2)
            throw new InputException(request.Pilot, $"{arm} with {users} users only", "two or more numbers of users: what a further one brings is unknown", "run colora compare with --users-counts");
        var (fewest, most) = ((int)Math.Ceiling(cells.Min(cell => cell.Rows) / Below), (int)(cells.Max(cell => cell.Rows) * Beyond));
        var (leastUsers, mostUsers) = ((int)Math.Ceiling(cells.Min(cell => cell.Users) / Below), (int)(cells.Max(cell => cell.Users) * Beyond));
        var (least, largest) = (cells.Min(cell => Shared(cell.Users, cell.Rows)) / Below, cells.Max(cell => Shared(cell.Users, cell.Rows)) * Beyond);
        var range = $"{fewest} to {most} rows and {leastUsers} to {mostUsers} users, where n/(φ + (1−φ)/k) is {least.ToString("0", CultureInfo.InvariantCulture)} to {largest.ToString("0", CultureInfo.InvariantCulture)}";
        bool Answers(int count, int rows) => rows >= fewest && rows <= most && Shared(count, rows) >= least && Shared(count, rows) <= largest;
        if (users < leastUsers || users > mostUsers) throw new InputException("--users", $"{users}", range, "the pilot says nothing beyond; run one with more users");

        var line = Line(cells);
        var candidates = seeksUsers
            ? Enumerable.Range(leastUsers, mostUsers - leastUsers + 1).Select(count => (Users: count, Rows: request.Rows!.Value))
            : Enumerable.Range(fewest, most - fewest + 1).Select(rows => (Users: users, Rows: rows));
        var curve = candidates.Where(size => Answers(size.Users, size.Rows)).Select(size => Point(line, size.Users, size.Rows)).ToList();
        if (request.Rows is { } wanted && curve.TrueForAll(point => point.Rows != wanted)) throw new InputException("--rows", $"{wanted}", range, "the pilot says nothing beyond; run one with more rows");
        if (curve.Count == 0) throw new InputException("--users", $"{users}", range, "the pilot says nothing beyond; run one with more users");
        var asked = request.Target is { } target ? curve.FirstOrDefault(point => point.Score >= target) : request.Rows is { } rows ? curve.First(point => point.Rows == rows) : curve[^1];
        var safe = request.Target is { } goal ? curve.FirstOrDefault(point => point.Lower >= goal) : null;
        var checks = sizes.Count <= FewestSizes && sizes.Any(size => cells.Count - size.Count() < FewestSizes) ? [] : sizes.Where(size => sizes.Where(other => other.Key != size.Key).Select(other => Shared(other.Key.Users, other.Key.Rows)).Distinct().Count() >= 2).Select(size =>
        {
            var predicted = Point(Line(cells.Where(cell => (cell.Users, cell.Rows) != size.Key)), size.Key.Users, size.Key.Rows);
            var measured = size.Select(cell => cell.Mean * 100).ToList();
            return new PlanCheck(predicted, measured, measured.Count(score => score >= predicted.Lower && score <= predicted.Upper));
        }).ToList();
        return new PlanReport(arm, share, line.Slope, Level, range, Sentence(request, arm, seeksUsers, asked, safe, curve[^1]), asked, safe, curve, checks) { StepLimited = cells.Average(cell => cell.StepLimited ?? RunMeasures.StepLimited(RunJson.Read<RunSummary>(Run(cell).Summary))) };
    }

    private static string Sentence(PlanRequest request, string arm, bool seeksUsers, PlanPoint? asked, PlanPoint? safe, PlanPoint last)
    {
        static string Text(PlanPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.Score:0.0} points ({point.Lower:0.0} … {point.Upper:0.0})");
        if (request.Target is not { } target) return $"{arm} with {last.Users} users of {asked!.Rows} rows: {Text(asked)}.";
        var goal = target.ToString("0.#", CultureInfo.InvariantCulture);
        var (fixedPart, unit, each) = seeksUsers ? ($"{last.Rows} rows of each user", "users", "") : ($"{last.Users} users", "rows", " per user");
        int Sought(PlanPoint point) => seeksUsers ? point.Users : point.Rows;
        if (asked is null) return $"{arm} with {fixedPart} is not predicted to reach {goal} points within range: {Sought(last)} {unit} give {Text(last)}.";
        var certain = safe is null ? $"no number of {unit} within range makes that as good as certain" : $"{Sought(safe)} {unit} make it as good as certain";
        return $"{arm} with {fixedPart} is predicted to reach {goal} points from {Sought(asked)} {unit}{each} on, {Text(asked)}; {certain}.";
    }

    // A logit has no 0 and no 1: half a point, or half of the smallest distance from them that any run has kept.
    private static double Clip(List<CompareCell> cells) =>
        cells.SelectMany(cell => (double[])[cell.Mean, 1 - cell.Mean]).Where(distance => distance > 0).Append(0.01).Min() / 2;
}
