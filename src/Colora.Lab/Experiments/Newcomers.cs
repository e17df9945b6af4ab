using System.Globalization;
using Colora.Engine;
using Colora.Lab.Baselines;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.LinearAlgebra;
using static Colora.Lab.Experiments.ResultTable;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// P7: a newcomer's error against its rows, fitting r² numbers in frozen factors; floor = what the learned subspace
/// misses.
/// </summary>
internal sealed class Newcomers : IExperiment
{
    private const int Users = 20, Arrivals = 20, Rank = 3, Width = 50;
    private const int Rows = 30;
    private const double Noise = 0.05;
    private const double Allowed = 0.25;

    // With fewer rows a core of r² numbers is hardly determined, and the law says nothing.
    private const int FewestJudged = 10;

    private const int Frozen = 0, LocalLeastSquares = 2;

    private static readonly string[] Arms = ["CoLoRA, frozen factors", "oracle subspace", "local least squares"];
    private static readonly int[] Sizes = [3, 4, 6, 10, 20, 50, 100];

    /// <inheritdoc />
    public string Name => "P7";

    /// <inheritdoc />
    public string Line => "a newcomer's error against its rows, in frozen factors";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(3, 10);
        return Report(new Findings(seeds, context.Map(Name, seeds, Arrive)));
    }

    private static Arrival Arrive(long seed)
    {
        using var scope = NewDisposeScope();
        var config = ProblemConfig.Reference(ProblemKind.MultiOutput, Users + Arrivals, Rows, Noise);
        using var drawn = PlantedProblem.Draw(config, seed);
        int[] newcomers = [.. Enumerable.Range(Users, Arrivals)];
        using var known = drawn.Design.Of([.. Enumerable.Range(0, Users)]);
        using var truth = drawn.Truth.Of(newcomers);
        using var fit = StartFactors.Run(known, Rank, RecoveryStart.SecondMoment, new RecoveryConfig());
        var inside = PlantedTruth.Of(fit.U, fit.V, Projected(truth.Models(), fit.U, fit.V));
        var floor = Trial.Error(truth, inside);
        return new Arrival(floor, [.. Sizes.Select(Errors)]);

        double[] Errors(int rows)
        {
            using var step = NewDisposeScope();
            using var all = drawn.Fresh(rows, SeedSequence.Derive(seed, "newcomers", rows));
            using var design = all.Of(newcomers);
            return
            [
                Trial.Error(truth, OracleSubspace.Fit(design, fit.U, fit.V)),
                Trial.Error(truth, OracleSubspace.Fit(design, truth.U, truth.V)),
                Trial.Error(truth, design.LeastNorm()),
            ];
        }
    }

    // Uᵀ M_i V, the best core for orthonormal factors.
    private static Tensor Projected(Tensor models, Tensor u, Tensor v)
    {
        var users = models.size(0);
        var left = MatrixProduct.Batched(u.t().unsqueeze(0).expand(users, u.size(1), u.size(0)), models);
        return MatrixProduct.Batched(left, v.unsqueeze(0).expand(users, v.size(0), v.size(1)));
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = string.Create(
            CultureInfo.InvariantCulture,
            $"multi-output, d = {Width}, r = {Rank}; factors from k = {Users} users of {Rows} rows, σ = {Noise}; " +
            $"{Arrivals} newcomers, {Trial.Words(found.Seeds)}");
        return new ExperimentReport(
            Name, "Newcomers", setting, found.Held, Sentence(found), [Table(found)], [Curves(found)], []);
    }

    private static Chart Curves(Findings found)
    {
        var measured = Arms.Select((name, arm) =>
            new ChartSeries(name, [.. Sizes.Select((rows, size) => ChartPoint.Over(rows, found.Errors(size, arm)))]));
        var predicted = Sizes.Select(rows => new ChartPoint(rows, found.Predicted(rows)));
        return new Chart("Newcomers", "rows of the newcomer", "mean relative error", LogX: true, LogY: true,
            [.. measured, new ChartSeries("√(floor² + σ²r²/(d n))", [.. predicted], Theory: true)]);
    }

    private static ResultTable Table(Findings found)
    {
        const string Title = "Median over seeds of the mean over newcomers";
        return Of(Title, ["newcomer's rows", .. Arms, "predicted"], Sizes.Index(), size =>
        [
            $"{size.Item}",
            .. Arms.Select((_, arm) => Number(found.Median(size.Index, arm))),
            Number(found.Predicted(size.Item)),
        ]);
    }

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "Held" : "Did not hold";
        var median = LogDeviation.AsShare(found.Deviation);
        var ten = Array.IndexOf(Sizes, 10);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}: from 10 rows on a newcomer's error is √(floor² + σ²r²/(d n)) within {median:P0} (median), " +
            $"the floor {found.Floor:0.0000} being what the learned subspace misses; " +
            $"with 10 rows it has {found.Median(ten, Frozen):0.000} " +
            $"where its own least squares has {found.Median(ten, LocalLeastSquares):0.00}.");
    }

    /// <summary>What the newcomers of one seed met.</summary>
    /// <param name="Floor">Mean error of the best cores in the learned factors.</param>
    /// <param name="Errors">Mean error for each number of rows, of each arm.</param>
    private sealed record Arrival(double Floor, IReadOnlyList<double[]> Errors)
    {
        public double Predicted(int rows) =>
            Math.Sqrt((Floor * Floor) + (Noise * Noise / Width * Rank * Rank / rows));

        public IEnumerable<double> Deviations()
        {
            for (var size = 0; size < Sizes.Length; size++)
                if (Sizes[size] >= FewestJudged)
                    yield return LogDeviation.Of(Errors[size][Frozen], Predicted(Sizes[size]));
        }
    }

    private sealed record Findings(IReadOnlyList<long> Seeds, IReadOnlyList<Arrival> Arrivals)
    {
        public double Floor => Trial.Median(Arrivals.Select(arrival => arrival.Floor));

        public double Deviation { get; } = Trial.Median(Arrivals.SelectMany(arrival => arrival.Deviations()));

        public bool Held => Deviation < Allowed;

        public IEnumerable<double> Errors(int size, int arm) => Arrivals.Select(arrival => arrival.Errors[size][arm]);

        public double Median(int size, int arm) => Trial.Median(Errors(size, arm));

        public double Predicted(int rows) => Trial.Median(Arrivals.Select(arrival => arrival.Predicted(rows)));
    }
}
