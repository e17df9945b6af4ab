using System.Globalization;
using static Colora.Lab.Experiments.ResultTable;

namespace Colora.Lab.Experiments.Phases;

/// <summary>Draws the phase diagram and puts it into words.</summary>
internal static class PhaseReport
{
    /// <summary>The report under an experiment's name.</summary>
    public static ExperimentReport Of(string name, PhaseFindings found)
    {
        var setting =
            $"sensing, d = 50, r = 3, no noise, {Trial.Words(found.Seeds)} " +
            $"(the other arms: {Trial.Words([found.Seeds[0]])}); local does not depend on k";
        return new ExperimentReport(
            name,
            "How much data collaboration saves",
            setting,
            found.Held,
            Sentence(found),
            [Thresholds(found), Cells(found)],
            [],
            [.. PhaseArms.All.Select(arm => Map(found, arm))]);
    }

    private static PhaseMap Map(PhaseFindings found, string arm)
    {
        var shares = found.Users.Select(users =>
            (IReadOnlyList<double>)[.. found.Rows.Select(rows => found.Share(arm, users, rows))]);
        return new PhaseMap(arm, found.Rows, found.Users, [.. shares], found.Bounds);
    }

    private static ResultTable Thresholds(PhaseFindings found)
    {
        const string Title = "Fewest rows per user of the grid at which at least half the seeds recover every user";
        var thresholds = PhaseArms.All.Select(found.Thresholds).ToList();
        return ResultTable.Of(
            Title, ["users", "counting bound", .. PhaseArms.All, "CoLoRA / bound"], found.Users.Index(), line =>
            [
                $"{line.Item}",
                Number(found.Bounds[line.Index]),
                .. thresholds.Select(threshold => Number(threshold[line.Index])),
                Number(found.Ratios[line.Index]),
            ]);
    }

    private static ResultTable Cells(PhaseFindings found)
    {
        const string Title = "CoLoRA, cell by cell; medians over the seeds that recover";
        string[] columns = ["users", "rows per user", "rows / bound", "recovered", "sweeps to 1e-6", "contraction"];
        var cells = found.Outcomes
            .Where(outcome => outcome.Cell.Arm == PhaseArms.Own)
            .GroupBy(outcome => (outcome.Cell.Users, outcome.Cell.Rows));
        return ResultTable.Of(Title, columns, cells, cell =>
        {
            var recovered = cell.Where(outcome => outcome.Succeeded).ToList();
            return
            [
                $"{cell.Key.Users}",
                $"{cell.Key.Rows}",
                Number(cell.Key.Rows / found.BoundOf(cell.Key.Users)),
                $"{recovered.Count} of {cell.Count()}",
                Number(Trial.Median(recovered.Select(outcome => outcome.Sweeps))),
                Number(Trial.Median(recovered.Select(outcome => outcome.Rate))),
            ];
        });
    }

    private static string Sentence(PhaseFindings found)
    {
        var verdict = found.Held ? "held" : "did not hold";
        var (least, most) = (found.Ratios.Min(), found.Ratios.Max());
        var own = found.Thresholds(PhaseArms.Own);
        var below = found.Below == 0 ? "no" : $"{found.Below}";
        var halfShared = found.Thresholds(PhaseArms.HalfShared);
        var half = halfShared.Where(rows => !double.IsNaN(rows)).DefaultIfEmpty(double.NaN).Min();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The counting bound {verdict}: CoLoRA recovers from {least:0.0} to {most:0.0} times the bound, " +
            $"that is from {own[0]:0} rows alone to {own[^1]:0} rows per user with {found.Users[^1]} users, " +
            $"and in {below} cell below it; sharing U alone takes at least {half:0} rows.");
    }
}
