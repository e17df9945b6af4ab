using System.Globalization;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P9: what averaging after τ local steps costs, with and without re-gauging.</summary>
public sealed class LocalSteps : IExperiment
{
    private const int Users = 20, Rows = 30;
    private const double Noise = 0.05;

    private static readonly RoundScheme[] Schemes = Enum.GetValues<RoundScheme>();

    /// <inheritdoc />
    public string Name => "P9";

    /// <inheritdoc />
    public string Line => "federated rounds: error and averaging gap against local steps, with and without re-gauging";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        var total = context.By(1000, 2000);
        int[] local = context.By<int[]>([1, 20, 100], [1, 5, 20, 100]);
        double[] rates = [0.05, 0.2, 0.8];
        var cells = Schemes.SelectMany(scheme => local.SelectMany(tau => seeds.SelectMany(seed => rates.Select(rate => (Scheme: scheme, Tau: tau, Seed: seed, Rate: rate))))).ToList();
        var answers = context.Map("P9", cells, cell =>
        {
            using var scope = NewDisposeScope();
            using var drawn = PlantedProblem.Draw(ProblemConfig.Reference(ProblemKind.MultiOutput, Users, Rows, Noise), cell.Seed);
            return GradientRounds.Run(drawn, cell.Scheme, cell.Tau, total, cell.Rate, cell.Seed, context.Stop);
        });
        // The rate is chosen on training rows alone.
        var best = cells.Zip(answers).GroupBy(pair => (pair.First.Scheme, pair.First.Tau, pair.First.Seed))
            .Select(group => group.MinBy(pair => double.IsNaN(pair.Second.Residual) ? double.PositiveInfinity : pair.Second.Residual)).ToList();
        double Median(RoundScheme scheme, int tau, Func<RoundsResult, double> value) => Trial.Median(best.Where(pair => pair.First.Scheme == scheme && pair.First.Tau == tau).Select(pair => value(pair.Second)));
        var longest = local[^1];
        var (bare, gauged) = (Median(RoundScheme.Joint, longest, result => result.Deployed), Median(RoundScheme.JointRegauged, longest, result => result.Deployed));
        var exact = local.Max(tau => Median(RoundScheme.Alternating, tau, result => result.Gap));
        var growing = Median(RoundScheme.Joint, 1, result => result.Gap) < Median(RoundScheme.Joint, longest, result => result.Gap);
        var held = growing && exact < 1e-9 && gauged <= bare;
        return new ExperimentReport(
            Name, "Local steps and averaging", string.Create(CultureInfo.InvariantCulture, $"multi-output, d = 50, r = 3, k = {Users}, n = {Rows}, σ = {Noise}, {total} local steps, rate chosen from 0.05, 0.2, 0.8 on training rows, {Trial.Words(seeds)}"), held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: averaging the two factors instead of their product changes a user's model by {Median(RoundScheme.Joint, 1, result => result.Gap):0.000} at one local step and {Median(RoundScheme.Joint, longest, result => result.Gap):0.00} at {longest}; moving one factor a round leaves {exact:0.0e+0}, as theory says; at {longest} local steps re-gauging takes the deployed error from {bare:0.000} to {gauged:0.000}."),
            [new ResultTable("Error as deployed / after a core refit / sin of U's angle / averaging gap of the first five rounds", ["local steps", .. Schemes.Select(Words)],
                [.. local.Select(tau => (IReadOnlyList<string>)[$"{tau}", .. Schemes.Select(scheme => $"{ResultTable.Number(Median(scheme, tau, result => result.Deployed))} / {ResultTable.Number(Median(scheme, tau, result => result.Refitted))} / {ResultTable.Number(Median(scheme, tau, result => result.SinU))} / {ResultTable.Number(Median(scheme, tau, result => result.Gap))}")])])],
            [
                new Chart("Deployed error", "local steps τ", "mean relative error", LogX: true, LogY: true, [.. Schemes.Select(scheme => Series(scheme, result => result.Deployed))]),
                new Chart("Damage of averaging", "local steps τ", "relative gap, first five rounds", LogX: true, LogY: true, [.. Schemes.Where(scheme => scheme is not (RoundScheme.Alternating or RoundScheme.GradientAverage)).Select(scheme => Series(scheme, result => result.Gap))]),
            ], []);

        ChartSeries Series(RoundScheme scheme, Func<RoundsResult, double> value) =>
            new(Words(scheme), [.. local.Select(tau => ChartPoint.Over(tau, best.Where(pair => pair.First.Scheme == scheme && pair.First.Tau == tau).Select(pair => value(pair.Second))))]);
    }

    private static string Words(RoundScheme scheme) => scheme switch
    {
        RoundScheme.GradientAverage => "FedSGD",
        RoundScheme.Joint => "joint",
        RoundScheme.JointRegauged => "joint + QR",
        RoundScheme.CoreFirst => "core, then joint + QR",
        _ => "alternating + QR",
    };
}
