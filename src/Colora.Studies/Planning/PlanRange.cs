using System.Globalization;

namespace Colora.Studies.Planning;

/// <summary>The sizes that a pilot tells of: from half of its smallest to four times its largest.</summary>
internal sealed class PlanRange
{
    private const double Beyond = 4, Below = 2;

    private readonly PlanPilot pilot;
    private readonly int fewestRows;
    private readonly int mostRows;
    private readonly double leastShared;
    private readonly double mostShared;

    private PlanRange(PlanPilot pilot)
    {
        this.pilot = pilot;
        var (rows, users) = (pilot.Cells.Select(cell => cell.Rows), pilot.Cells.Select(cell => cell.Users));
        var shared = pilot.Cells.Select(cell => pilot.Shared(cell.Users, cell.Rows));
        fewestRows = (int)Math.Ceiling(rows.Min() / Below);
        mostRows = (int)(rows.Max() * Beyond);
        LeastUsers = (int)Math.Ceiling(users.Min() / Below);
        MostUsers = (int)(users.Max() * Beyond);
        leastShared = shared.Min() / Below;
        mostShared = shared.Max() * Beyond;
        Text = string.Create(
            CultureInfo.InvariantCulture,
            $"{fewestRows} to {mostRows} rows and {LeastUsers} to {MostUsers} users, "
            + $"where n/(φ + (1−φ)/k) is {leastShared:0} to {mostShared:0}");
    }

    /// <summary>Fewest users.</summary>
    public int LeastUsers { get; }

    /// <summary>Most users.</summary>
    public int MostUsers { get; }

    /// <summary>The range in words.</summary>
    public string Text { get; }

    /// <summary>The range of a pilot.</summary>
    public static PlanRange Of(PlanPilot pilot) => new(pilot);

    /// <summary>The sizes of so many users within the range, by rows.</summary>
    public IEnumerable<(int Users, int Rows)> SizesOfUsers(int users) =>
        From(fewestRows, mostRows).Select(rows => (users, rows)).Where(Holds);

    /// <summary>The sizes of so many rows of each user within the range, by users.</summary>
    public IEnumerable<(int Users, int Rows)> SizesOfRows(int rows) =>
        From(LeastUsers, MostUsers).Select(users => (users, rows)).Where(Holds);

    private static IEnumerable<int> From(int first, int last) => Enumerable.Range(first, last - first + 1);

    private bool Holds((int Users, int Rows) size)
    {
        var shared = pilot.Shared(size.Users, size.Rows);
        return size.Rows >= fewestRows && size.Rows <= mostRows && shared >= leastShared && shared <= mostShared;
    }
}
