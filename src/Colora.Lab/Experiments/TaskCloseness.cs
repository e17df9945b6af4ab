using System.Globalization;
using Colora.Lab.Baselines;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P4: error against the closeness ρ of the cores: the pooled model falls, CoLoRA is flat; and what a pooled start buys.</summary>
public sealed class TaskCloseness : IExperiment
{
    private const int Users = 20;
    private const int Rows = 20, StartRows = 30;
    private const double Noise = 0.1, StartNoise = 0.01;
    private const int ColdRows = 60;
    private const int ValidationRows = 10;
    private const int StartSweeps = 200;
    private const double Flat = 1.5;

    private static readonly double[] Closeness = [0, 0.5, 0.9, 0.99, 1];
    private static readonly RecoveryStart[] ColdStarts = [RecoveryStart.SecondMoment, RecoveryStart.Mean, RecoveryStart.Random, RecoveryStart.Pooled];
    private static readonly double[] Pulls = [0, 0.01, 0.1, 1, 10];
    private static readonly string[] Arms = ["CoLoRA", "CoLoRA pulled to the mean core", "pooled", "local least norm", "oracle subspace"];

    /// <inheritdoc />
    public string Name => "P4";

    /// <inheritdoc />
    public string Line => "error against closeness of tasks: CoLoRA, pooled, prior, local; and the pooled start's basin";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(2, 5);
        var cells = Closeness.SelectMany(rho => seeds.Select(seed => (Rho: rho, Seed: seed))).ToList();
        var errors = context.Map("P4 error", cells, cell => Errors(cell.Rho, cell.Seed, context));
        var starts = Closeness.SelectMany(rho => ((RecoveryStart[])[RecoveryStart.SecondMoment, RecoveryStart.Pooled, RecoveryStart.Best]).SelectMany(start => seeds.Select(seed =>
            new TrialRequest(ProblemConfig.Reference(ProblemKind.Sensing, Users, StartRows, StartNoise) with { Shape = new TaskShape(rho) }, seed, start, StartSweeps)))).ToList();
        var basin = context.Map("P4 starts", starts, request => Trial.Run(request, context));

        double[] coldCloseness = context.By([0, 0.9, 1], Closeness);
        IReadOnlyList<long> few = context.Seeds(1, 3);
        var cold = coldCloseness.SelectMany(rho => ColdStarts.SelectMany(start => few.Select(seed =>
            new TrialRequest(ProblemConfig.Reference(ProblemKind.Sensing, Users, ColdRows) with { Shape = new TaskShape(rho) }, seed, start)))).ToList();
        var outcomes = context.Map("P4 cold starts", cold, request => Trial.Run(request, context));

        double Median(double rho, int arm) => Trial.Median(cells.Zip(errors).Where(pair => pair.First.Rho == rho).Select(pair => pair.Second[arm]));
        var plain = Closeness.Select(rho => Median(rho, 0)).ToList();
        var (flat, falls) = (plain.Max() / plain.Min(), Median(1, 2) < Median(0, 2) / 10);
        var held = flat < Flat && falls;
        var chart = new Chart("Closeness of the cores", "closeness ρ of the cores", "mean relative error", LogX: false, LogY: true,
            [.. Arms.Select((arm, i) => new ChartSeries(arm, [.. Closeness.Select(rho => ChartPoint.Over(rho, cells.Zip(errors).Where(pair => pair.First.Rho == rho).Select(pair => pair.Second[i])))]))]);
        var groups = starts.Zip(basin).GroupBy(pair => pair.First.Start).ToList();
        var second = new Chart($"Starts near the bound (sensing, n = {StartRows})", "closeness ρ of the cores", "mean relative error", LogX: false, LogY: true,
            [.. groups.Select(group => new ChartSeries($"{Words(group.Key)} start", [.. Closeness.Select(rho => ChartPoint.Over(rho, group.Where(pair => pair.First.Problem.Shape.Similarity == rho).Select(pair => pair.Second.Error)))]))]);
        double At(double rho, RecoveryStart start) => Trial.Median(starts.Zip(basin).Where(pair => pair.First.Start == start && pair.First.Problem.Shape.Similarity == rho).Select(pair => pair.Second.Error));
        return new ExperimentReport(
            Name, "Similar tasks", string.Create(CultureInfo.InvariantCulture, $"multi-output, d = 50, r = 3, k = {Users}, n = {Rows}, σ = {Noise}; starts: sensing, n = {StartRows}, σ = {StartNoise}; {Trial.Words(seeds)}"), held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: CoLoRA's error stays within a factor {flat:0.0} over all closeness while the pooled model's falls from {Median(0, 2):0.00} to {Median(1, 2):0.000}; at 1.3 × the bound and ρ = .99 a pooled start ends at {At(0.99, RecoveryStart.Pooled):0.000}, the second-moment start at {At(0.99, RecoveryStart.SecondMoment):0.00}."),
            [
                new ResultTable("Median over seeds", ["ρ", .. Arms], [.. Closeness.Select(rho => (IReadOnlyList<string>)[ResultTable.Number(rho), .. Arms.Select((_, i) => ResultTable.Number(Median(rho, i)))])]),
                new ResultTable($"Starts at {StartRows} rows", ["ρ", .. groups.Select(group => Words(group.Key))], [.. Closeness.Select(rho => (IReadOnlyList<string>)[ResultTable.Number(rho), .. groups.Select(group => ResultTable.Number(At(rho, group.Key)))])]),
                new ResultTable($"Recovered of {few.Count} at {ColdRows} rows without noise (median sweeps to 1e-6)", ["ρ", .. ColdStarts.Select(Words)],
                    [.. coldCloseness.Select(rho => (IReadOnlyList<string>)[ResultTable.Number(rho), .. ColdStarts.Select(start => Outcome(rho, start))])]),
            ],
            [chart, second], []);

        string Outcome(double rho, RecoveryStart start)
        {
            var own = cold.Zip(outcomes).Where(pair => pair.First.Start == start && pair.First.Problem.Shape.Similarity == rho).Select(pair => pair.Second).ToList();
            return $"{own.Count(trial => trial.Succeeded)} ({ResultTable.Number(Trial.Median(own.Where(trial => trial.Succeeded).Select(trial => (double?)trial.Sweeps ?? double.NaN)))})";
        }
    }

    private static string Words(RecoveryStart start) => start switch { RecoveryStart.SecondMoment => "second-moment", RecoveryStart.Pooled => "pooled", RecoveryStart.Mean => "mean", RecoveryStart.Random => "random", _ => "best of three" };

    private static double[] Errors(double rho, long seed, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(ProblemConfig.Reference(ProblemKind.MultiOutput, Users, Rows, Noise) with { Shape = new TaskShape(rho) }, seed);
        using var validation = drawn.Fresh(ValidationRows, seed);
        var (best, least, plain) = (double.NaN, double.PositiveInfinity, double.NaN);
        var (u, v) = StartFactors.Of(drawn.Design, 3, RecoveryStart.Best, seed);
        foreach (var pull in Pulls)
        {
            using var fit = AlternatingMinimisation.Run(drawn.Design, u, v, new RecoveryConfig(Pull: pull), drawn.Truth, stop: context.Stop);
            Trial.Tell(context, fit, string.Create(CultureInfo.InvariantCulture, $"ρ = {rho}, pull {pull}, seed {seed}"));
            using var half = validation.FixLeft(fit.U);
            var loss = half.Residual(fit.V, fit.Cores);
            if (pull == 0) plain = fit.Last.Error;
            if (loss < least) (best, least) = (fit.Last.Error, loss);
        }

        return
        [
            plain, best, Trial.Error(drawn.Truth, PooledModel.Fit(drawn.Design, 3)), Trial.Error(drawn.Truth, drawn.Design.LeastNorm()),
            Trial.Error(drawn.Truth, OracleSubspace.Fit(drawn.Design, drawn.Truth.U, drawn.Truth.V)),
        ];
    }
}
