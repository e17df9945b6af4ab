using Colora.Evaluation;
using Colora.Formats;
using Colora.Runs;
using Colora.Studies.Comparison;

namespace Colora.Studies.Planning;

/// <summary>What a finished comparison tells a plan of one of its arms.</summary>
internal sealed class PlanPilot
{
    /// <summary>Of the intervals.</summary>
    public const double Level = 0.9;

    private const int FewestSizes = 3;

    private readonly string folder;
    private readonly List<IGrouping<(int Users, int Rows), CompareCell>> sizes;
    private readonly double clip;

    private PlanPilot(string folder, string arm, List<CompareCell> cells)
    {
        this.folder = folder;
        Arm = arm;
        Cells = cells;
        clip = Clip(cells);
        var bySize = cells.GroupBy(cell => (cell.Users, cell.Rows));
        sizes = [.. bySize.OrderBy(size => size.Key.Users).ThenBy(size => size.Key.Rows)];
        if (sizes.Count < FewestSizes)
        {
            throw new InputException(
                folder,
                $"{sizes.Count} sizes (users × rows) of {arm}",
                $"at least {FewestSizes}: the error of a line is unknown with fewer",
                "run colora compare with more --examples-per-user or --users-counts");
        }

        // Reports of before kept no share: there the run is asked.
        Share = cells[0].PersonalShare ?? RunMeasures.PersonalShare(RunOf(cells[0]));
    }

    /// <summary>The arm.</summary>
    public string Arm { get; }

    /// <summary>Its runs.</summary>
    public IReadOnlyList<CompareCell> Cells { get; }

    /// <summary>φ, the part of a user's unknowns that is its own.</summary>
    public double Share { get; }

    /// <summary>The arm of a pilot that a plan is asked of.</summary>
    /// <exception cref="InputException">No such pilot or arm, or too few sizes.</exception>
    public static PlanPilot Read(PlanRequest request)
    {
        var report = CompareReport.Read(request.Pilot, "--pilot");
        if (!report.Score.IsShare)
        {
            throw new InputException(
                request.Pilot,
                $"a comparison by {report.Score.Title}",
                "one by exact match or ROUGE-L: the law is one of shares",
                "colora compare --score exact-match, in the same folder");
        }

        var names = report.Cells.Select(cell => cell.Arm).Distinct().ToList();
        var arm = request.Arm ?? FirstColora(names) ?? names.FirstOrDefault() ?? "";
        var cells = report.Cells.Where(cell => cell.Arm == arm && cell.Rate is not null).ToList();
        if (cells.Count > 0) return new PlanPilot(request.Pilot, arm, cells);
        throw new InputException("--arm", $"\"{arm}\"", $"a trained arm of the pilot: {string.Join(", ", names)}");
    }

    /// <summary>Rows that would serve a user as well alone: n / (φ + (1−φ)/k).</summary>
    public double Shared(int users, int rows) => rows / (Share + ((1 - Share) / users));

    /// <summary>The line through some of the runs.</summary>
    public LogitLine Line(IEnumerable<CompareCell> cells) =>
        LogitLine.Fit([.. cells.Select(cell => (Shared(cell.Users, cell.Rows), cell.Mean))], clip);

    /// <summary>What a line predicts of a size, in points.</summary>
    public PlanPoint Point(LogitLine line, int users, int rows)
    {
        var shared = Shared(users, rows);
        var (score, lower, upper) = line.At(shared, Level);
        return new PlanPoint(users, rows, shared, score * 100, lower * 100, upper * 100);
    }

    /// <summary>Each size predicted from all others; none where the others are too few for a line.</summary>
    public IReadOnlyList<PlanCheck> Checks()
    {
        var isFewest = sizes.Count <= FewestSizes;
        if (isFewest && sizes.Any(size => Cells.Count - size.Count() < FewestSizes)) return [];
        return [.. sizes.Where(LeavesALine).Select(Check)];
    }

    /// <summary>Share of the runs in which validation was best at the very last step.</summary>
    public double StepLimited() => Cells.Average(cell => cell.StepLimited ?? StepLimitedOf(RunOf(cell)));

    private static double StepLimitedOf(RunDirectory run) =>
        RunMeasures.StepLimited(RunJson.Read<RunSummary>(run.Summary));

    private static string? FirstColora(List<string> names) =>
        names.FirstOrDefault(name => name.StartsWith("colora", StringComparison.Ordinal));

    /// <summary>Whether the other sizes lie at two places or more.</summary>
    private bool LeavesALine(IGrouping<(int Users, int Rows), CompareCell> size)
    {
        var others = sizes.Select(other => other.Key).Where(other => other != size.Key);
        return others.Select(other => Shared(other.Users, other.Rows)).Distinct().Count() >= 2;
    }

    private PlanCheck Check(IGrouping<(int Users, int Rows), CompareCell> size)
    {
        var line = Line(Cells.Where(cell => (cell.Users, cell.Rows) != size.Key));
        var predicted = Point(line, size.Key.Users, size.Key.Rows);
        var measured = size.Select(cell => cell.Mean * 100).ToList();
        var inside = measured.Count(score => score >= predicted.Lower && score <= predicted.Upper);
        return new PlanCheck(predicted, measured, inside);
    }

    private RunDirectory RunOf(CompareCell cell) => new(Path.Combine(folder, cell.Folder));

    // A logit has no 0 and no 1: half a point, or half of the smallest distance from them that any run has kept.
    private static double Clip(List<CompareCell> cells)
    {
        var distances = cells.SelectMany(cell => (double[])[cell.Mean, 1 - cell.Mean]);
        return distances.Where(distance => distance > 0).Append(0.01).Min() / 2;
    }
}
