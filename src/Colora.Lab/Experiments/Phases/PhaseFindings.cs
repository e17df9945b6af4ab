using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments.Phases;

/// <summary>Where each arm recovers.</summary>
internal sealed class PhaseFindings
{
    private const double Widest = 2.6;

    private readonly Dictionary<(string Arm, int Users, int Rows), double> shares;

    /// <summary>Counts successes cell by cell.</summary>
    /// <param name="seeds">Seeds of CoLoRA; the other arms have the first alone.</param>
    /// <param name="users">k, lines of the maps.</param>
    /// <param name="rows">n, columns of the maps.</param>
    /// <param name="outcomes">Every recovery that was run.</param>
    public PhaseFindings(
        IReadOnlyList<long> seeds,
        IReadOnlyList<int> users,
        IReadOnlyList<int> rows,
        IReadOnlyList<PhaseOutcome> outcomes)
    {
        (Seeds, Users, Rows, Outcomes) = (seeds, users, rows, outcomes);
        Bounds = [.. users.Select(k => CountingBound.Rows(ProblemConfig.Reference(ProblemKind.Sensing, k, rows[^1])))];
        shares = outcomes
            .GroupBy(outcome => (outcome.Cell.Arm, outcome.Cell.Users, outcome.Cell.Rows))
            .ToDictionary(group => group.Key, group => group.Average(outcome => outcome.Succeeded ? 1.0 : 0.0));
        Ratios = [.. Thresholds(PhaseArms.Own).Zip(Bounds, (rows, bound) => rows / bound)];
    }

    public IReadOnlyList<long> Seeds { get; }

    public IReadOnlyList<int> Users { get; }

    public IReadOnlyList<int> Rows { get; }

    public IReadOnlyList<PhaseOutcome> Outcomes { get; }

    /// <summary>The counting bound on n for each number of users.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>CoLoRA's threshold over the bound for each number of users.</summary>
    public IReadOnlyList<double> Ratios { get; }

    /// <summary>Cells below the bound in which CoLoRA recovered all the same.</summary>
    public int Below => shares.Count(cell =>
        cell.Key.Arm == PhaseArms.Own && cell.Value > 0 && cell.Key.Rows < BoundOf(cell.Key.Users));

    /// <summary>Whether the counting bound is met, and no more than a small factor above it is needed.</summary>
    public bool Held => Below == 0 && Ratios.All(ratio => ratio is >= 1 and <= Widest);

    /// <summary>The counting bound on n for this number of users.</summary>
    public double BoundOf(int users)
    {
        for (var i = 0; i < Users.Count; i++)
            if (Users[i] == users) return Bounds[i];
        throw new ArgumentOutOfRangeException(nameof(users), users, "not of the grid");
    }

    /// <summary>Share of the seeds that recover every user; NaN where nothing was run.</summary>
    public double Share(string arm, int users, int rows)
    {
        // A model of one's own does not depend on the number of users, and was run for one.
        var run = arm == PhaseArms.Local ? 1 : users;
        return shares.TryGetValue((arm, run, rows), out var share) ? share : double.NaN;
    }

    /// <summary>
    /// For each number of users, the fewest rows at which at least half the seeds recover; NaN where none do.
    /// </summary>
    public IReadOnlyList<double> Thresholds(string arm) => [.. Users.Select(users => Threshold(arm, users))];

    private double Threshold(string arm, int users)
    {
        foreach (var rows in Rows)
            if (Share(arm, users, rows) >= 0.5) return rows;
        return double.NaN;
    }
}
