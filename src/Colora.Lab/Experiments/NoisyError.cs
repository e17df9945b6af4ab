using System.Globalization;
using Colora.Lab.Baselines;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using static Colora.Lab.Experiments.ResultTable;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// P3: the error that noise leaves against rows, for CoLoRA and what it is compared with; predicted 1.16 σ √(dof/n).
/// </summary>
internal sealed class NoisyError : IExperiment
{
    private const int Users = 20;
    private const int Judged = 3;
    private const double Noise = 0.05;
    private const double Allowed = 0.2;

    private const int Own = 0;

    private static readonly string[] Arms =
        ["CoLoRA", "oracle subspace", "local low rank", "local nuclear norm", "local least norm", "pooled"];

    private static readonly int[] Locals = [2, 3, 4];

    /// <inheritdoc />
    public string Name => "P3";

    /// <inheritdoc />
    public string Line => "noisy error against rows, six arms, with the predicted noise floor";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        int[] sizes = context.By<int[]>([50, 100, 200], [40, 50, 75, 100, 150, 200, 300, 400]);
        var problems = sizes.Select(n => ProblemConfig.Reference(ProblemKind.Sensing, Users, n, Noise)).ToList();
        var cells = problems.SelectMany(problem => seeds.Select(seed => (Problem: problem, Seed: seed))).ToList();
        var errors = context.Map(Name, cells, cell => Errors(cell.Problem, cell.Seed, context));
        var rows = problems.Zip(errors.Chunk(seeds.Count), (problem, own) => new Row(problem, own));
        return Report(new Findings(seeds, [.. rows]));
    }

    /// <summary>The error of each arm, in their order.</summary>
    private static double[] Errors(ProblemConfig problem, long seed, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        var own = Trial.Run(new TrialRequest(problem, seed), context);
        using var drawn = PlantedProblem.Draw(problem, seed);
        int[] judged = [.. Enumerable.Range(0, Judged)];
        using var few = drawn.Design.Of(judged);
        using var one = (SensingDesign)drawn.Design.Of([0]);
        using var truth = drawn.Truth.Of(judged);
        using var first = drawn.Truth.Of([0]);
        return
        [
            own.Error,
            own.Oracle,
            Trial.Error(truth, LocalLowRank.Fit(few, problem.Rank)),
            Trial.Error(first, NuclearNorm.Fit(one, problem.Noise)),
            Trial.Error(truth, few.LeastNorm()),
            Trial.Error(drawn.Truth, PooledModel.Fit(drawn.Design, problem.Rank)),
        ];
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = string.Create(
            CultureInfo.InvariantCulture,
            $"sensing, d = 50, r = 3, k = {Users}, σ = {Noise}, {Trial.Words(found.Seeds)}; " +
            $"local arms over the first {Judged} users");
        return new ExperimentReport(
            Name, "The noise floor", setting, found.Held, Sentence(found), [Table(found)], [Curves(found)], []);
    }

    private static Chart Curves(Findings found)
    {
        var measured = Arms.Select((name, arm) =>
            new ChartSeries(name, [.. found.Rows.Select(row => ChartPoint.Over(row.Problem.Rows, row.Of(arm)))]));
        var predicted = found.Rows.Select(row => new ChartPoint(row.Problem.Rows, NoiseFloor.Error(row.Problem)));
        return new Chart("Error under noise", "rows per user", "mean relative error", LogX: true, LogY: true,
            [.. measured, new ChartSeries("1.16 σ √(dof/n)", [.. predicted], Theory: true)]);
    }

    private static ResultTable Table(Findings found) =>
        Of("", ["rows per user", .. Arms, "predicted"], found.Rows, row =>
        [
            $"{row.Problem.Rows}",
            .. Arms.Select((_, arm) => Number(row.Median(arm))),
            Number(NoiseFloor.Error(row.Problem)),
        ]);

    private static string Sentence(Findings found)
    {
        var verdict = found.Held ? "held" : "did not hold";
        var median = LogDeviation.AsShare(found.Deviation);
        var worst = LogDeviation.AsShare(found.Deviations.Max());
        var last = found.Rows[^1];
        var best = Locals.MinBy(last.Median);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The noise floor {verdict}: from 1.9 × the bound on, CoLoRA's error is 1.16 σ √(dof/n) " +
            $"within {median:P0} (median), {worst:P0} (worst); " +
            $"at {last.Problem.Rows} rows it is {last.Median(Own):0.0000} against {last.Median(best):0.000} " +
            $"of the best arm without collaboration, {Arms[best]}.");
    }

    /// <summary>A number of rows.</summary>
    /// <param name="Problem">Its problem.</param>
    /// <param name="Errors">Of each seed, of each arm.</param>
    private sealed record Row(ProblemConfig Problem, IReadOnlyList<double[]> Errors)
    {
        public IEnumerable<double> Of(int arm) => Errors.Select(errors => errors[arm]);

        public double Median(int arm) => Trial.Median(Of(arm));
    }

    private sealed record Findings(IReadOnlyList<long> Seeds, IReadOnlyList<Row> Rows)
    {
        /// <summary>CoLoRA's error from the predicted one, of every seed where the law is said to hold.</summary>
        public IReadOnlyList<double> Deviations { get; } = [.. Rows.Where(IsJudged).SelectMany(DeviationsOf)];

        public double Deviation => Trial.Median(Deviations);

        public bool Held => Deviation < Allowed;

        private static bool IsJudged(Row row) =>
            row.Problem.Rows >= ContractionLaw.HoldsFrom * CountingBound.Rows(row.Problem);

        private static IEnumerable<double> DeviationsOf(Row row)
        {
            var floor = NoiseFloor.Error(row.Problem);
            return row.Of(Own).Select(error => LogDeviation.Of(error, floor));
        }
    }
}
