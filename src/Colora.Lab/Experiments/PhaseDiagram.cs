using Colora.Lab.Baselines;
using Colora.Lab.Experiments.Phases;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// P2: where recovery succeeds over rows per user and users, with the counting bound; the same for local, half-shared
/// and the oracle.
/// </summary>
internal sealed class PhaseDiagram : IExperiment
{
    // Above this many rows in all, recovery is certain and the measurements would not fit beside each other.
    private const int MostRows = 10_000, MostRowsHalfShared = 4_000;

    private static readonly int[] QuickRows = [15, 25, 50, 100, 150, 200, 400, 500];
    private static readonly int[] FullRows = [10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 350, 400, 500];

    /// <inheritdoc />
    public string Name => "P2";

    /// <inheritdoc />
    public string Line => "phase diagram: recovered or not, over rows per user and users, with the counting bound";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        int[] users = context.By<int[]>([1, 5, 20, 100], [1, 2, 5, 10, 20, 50, 100]);
        var rows = context.By(QuickRows, FullRows);
        var cells =
            from arm in PhaseArms.All
            from k in users
            from n in rows
            from seed in seeds
            select new PhaseCell(arm, k, n, seed);
        var chosen = cells.Where(cell => IsRun(cell, seeds[0])).ToList();
        var outcomes = context.Map(Name, chosen, cell => Recover(cell, context));
        return PhaseReport.Of(Name, new PhaseFindings(seeds, users, rows, outcomes));
    }

    private static bool IsRun(PhaseCell cell, long firstSeed)
    {
        var most = cell.Arm == PhaseArms.HalfShared ? MostRowsHalfShared : MostRows;
        if (cell.Users * cell.Rows > most) return false;
        if (cell.Arm != PhaseArms.Own && cell.Seed != firstSeed) return false;

        // A model of one's own does not depend on how many others there are.
        return cell.Arm != PhaseArms.Local || cell.Users == 1;
    }

    private static PhaseOutcome Recover(PhaseCell cell, ExperimentContext context)
    {
        var problem = ProblemConfig.Reference(ProblemKind.Sensing, cell.Users, cell.Rows);
        if (cell.Arm == PhaseArms.Own)
        {
            var trial = Trial.Run(new TrialRequest(problem, cell.Seed), context);
            return new PhaseOutcome(cell, trial.Succeeded, trial.SweepsOrNaN, trial.Rate);
        }

        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(problem, cell.Seed);
        var worst = RecoveryErrors.ByModels(drawn.Truth, Models(cell.Arm, drawn)).Max();
        return new PhaseOutcome(cell, worst < Contraction.Recovered);
    }

    private static Tensor Models(string arm, PlantedProblem drawn) => arm switch
    {
        PhaseArms.Local => LocalLowRank.Fit(drawn.Design, drawn.Config.Rank),
        PhaseArms.HalfShared => HalfShared.Fit((SensingDesign)drawn.Design, drawn.Config.Rank),
        _ => OracleSubspace.Fit(drawn.Design, drawn.Truth.U, drawn.Truth.V),
    };
}
