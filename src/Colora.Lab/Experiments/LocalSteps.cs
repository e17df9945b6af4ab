using System.Globalization;
using Colora.Lab.Experiments.Rounds;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P9: what averaging after τ local steps costs, with and without re-gauging.</summary>
public sealed class LocalSteps : IExperiment
{
    private const int Users = 20, Rows = 30;
    private const double Noise = 0.05;

    private static readonly double[] Rates = [0.05, 0.2, 0.8];

    /// <inheritdoc />
    public string Name => "P9";

    /// <inheritdoc />
    public string Line => "federated rounds: error and averaging gap against local steps, with and without re-gauging";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        var steps = context.By(1000, 2000);
        int[] several = context.By<int[]>([1, 20, 100], [1, 5, 20, 100]);
        var cells =
            from scheme in Enum.GetValues<RoundScheme>()
            from local in several
            from seed in seeds
            from rate in Rates
            select new RoundsCell(scheme, local, seed, rate);
        var runs = context.Map(Name, [.. cells], cell => Descend(cell, steps, context));
        var problem = string.Create(
            CultureInfo.InvariantCulture, $"multi-output, d = 50, r = 3, k = {Users}, n = {Rows}, σ = {Noise}");
        return RoundsReport.Of(Name, problem, new RoundsFindings(seeds, steps, several, AtBestRate(runs)));
    }

    private static RoundsRun Descend(RoundsCell cell, int steps, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        var config = ProblemConfig.Reference(ProblemKind.MultiOutput, Users, Rows, Noise);
        using var drawn = PlantedProblem.Draw(config, cell.Seed);
        var result = GradientRounds.Run(drawn, cell.Scheme, cell.Local, steps, cell.Rate, cell.Seed, context.Stop);
        return new RoundsRun(cell, result);
    }

    // The rate is chosen on training rows alone.
    private static IReadOnlyList<RoundsRun> AtBestRate(IReadOnlyList<RoundsRun> runs) =>
    [
        .. runs
            .GroupBy(run => (run.Cell.Scheme, run.Cell.Local, run.Cell.Seed))
            .Select(group => group.MinBy(run => run.TrainingLoss)!),
    ];
}
