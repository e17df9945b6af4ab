using System.Globalization;
using Colora.Engine;
using Colora.Lab.Baselines;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P7: a newcomer's error against its rows, fitting r² numbers in frozen factors; floor = what the learned subspace misses.</summary>
public sealed class Newcomers : IExperiment
{
    private const int Users = 20, Arrivals = 20, Rank = 3;
    private const int Rows = 30;
    private const double Noise = 0.05;
    private const double Allowed = 0.25;

    private static readonly string[] Arms = ["CoLoRA, frozen factors", "oracle subspace", "local least squares"];

    /// <inheritdoc />
    public string Name => "P7";

    /// <inheritdoc />
    public string Line => "a newcomer's error against its rows, in frozen factors";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(3, 10);
        int[] sizes = [3, 4, 6, 10, 20, 50, 100];
        var answers = context.Map("P7", seeds, seed => Errors(sizes, seed));
        double Median(Func<(double Floor, double[][] Errors), double> value) => Trial.Median(answers.Select(value));
        double Predicted((double Floor, double[][] Errors) answer, int rows) => Math.Sqrt((answer.Floor * answer.Floor) + (Noise * Noise / 50 * Rank * Rank / rows));
        var series = Arms.Select((arm, i) => new ChartSeries(arm, [.. sizes.Select((n, j) => ChartPoint.Over(n, answers.Select(answer => answer.Errors[j][i])))])).ToList();
        series.Add(new ChartSeries("√(floor² + σ²r²/(d n))", [.. sizes.Select(n => new ChartPoint(n, Median(answer => Predicted(answer, n))))], Theory: true));
        var deviations = answers.SelectMany(answer => sizes.Select((n, j) => (n, Math.Abs(Math.Log(answer.Errors[j][0] / Predicted(answer, n)))))).Where(pair => pair.n >= 10).Select(pair => pair.Item2).ToList();
        var held = Trial.Median(deviations) < Allowed;
        return new ExperimentReport(
            Name, "Newcomers", string.Create(CultureInfo.InvariantCulture, $"multi-output, d = 50, r = {Rank}; factors from k = {Users} users of {Rows} rows, σ = {Noise}; {Arrivals} newcomers, {Trial.Words(seeds)}"), held,
            string.Create(CultureInfo.InvariantCulture, $"{(held ? "Held" : "Did not hold")}: from 10 rows on a newcomer's error is √(floor² + σ²r²/(d n)) within {Math.Exp(Trial.Median(deviations)) - 1:P0} (median), the floor {Median(answer => answer.Floor):0.0000} being what the learned subspace misses; with 10 rows it has {Median(answer => answer.Errors[3][0]):0.000} where its own least squares has {Median(answer => answer.Errors[3][2]):0.00}."),
            [new ResultTable("Median over seeds of the mean over newcomers", ["newcomer's rows", .. Arms, "predicted"], [.. sizes.Select((n, j) => (IReadOnlyList<string>)[$"{n}", .. Arms.Select((_, i) => ResultTable.Number(Median(answer => answer.Errors[j][i]))), ResultTable.Number(Median(answer => Predicted(answer, n)))])])],
            [new Chart("Newcomers", "rows of the newcomer", "mean relative error", LogX: true, LogY: true, series)], []);
    }

    private static (double Floor, double[][] Errors) Errors(int[] sizes, long seed)
    {
        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(ProblemConfig.Reference(ProblemKind.MultiOutput, Users + Arrivals, Rows, Noise), seed);
        int[] newcomers = [.. Enumerable.Range(Users, Arrivals)];
        using var known = drawn.Design.Of([.. Enumerable.Range(0, Users)]);
        using var truth = drawn.Truth.Of(newcomers);
        using var fit = StartFactors.Run(known, Rank, RecoveryStart.SecondMoment, new RecoveryConfig());
        var right = truth.Models();
        var inside = PlantedTruth.Of(fit.U, fit.V, Projected(right, fit.U, fit.V));
        var floor = Trial.Error(truth, inside);
        return (floor, [.. sizes.Select(rows =>
        {
            using var step = NewDisposeScope();
            using var all = drawn.Fresh(rows, SeedSequence.Derive(seed, "newcomers", rows));
            using var design = all.Of(newcomers);
            return (double[])[
                Trial.Error(truth, OracleSubspace.Fit(design, fit.U, fit.V)), Trial.Error(truth, OracleSubspace.Fit(design, truth.U, truth.V)), Trial.Error(truth, design.LeastNorm())];
        })]);
    }

    // Uᵀ M_i V, the best core for orthonormal factors.
    private static Tensor Projected(Tensor models, Tensor u, Tensor v)
    {
        var left = MatrixProduct.Batched(u.t().unsqueeze(0).expand(models.size(0), u.size(1), u.size(0)), models);
        return MatrixProduct.Batched(left, v.unsqueeze(0).expand(models.size(0), v.size(0), v.size(1)));
    }
}
