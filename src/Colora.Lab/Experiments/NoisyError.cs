using System.Globalization;
using Colora.Lab.Baselines;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>P3: the error that noise leaves against rows, for CoLoRA and what it is compared with; predicted 1.16 σ √(dof/n).</summary>
public sealed class NoisyError : IExperiment
{
    private const int Users = 20;
    private const int Judged = 3;
    private const double Noise = 0.05;
    private const double Allowed = 0.2;

    private static readonly string[] Arms = ["CoLoRA", "oracle subspace", "local low rank", "local nuclear norm", "local least norm", "pooled"];

    private static readonly int[] Locals = [2, 3, 4];

    /// <inheritdoc />
    public string Name => "P3";

    /// <inheritdoc />
    public string Line => "noisy error against rows, six arms, with the predicted noise floor";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var seeds = context.Seeds(1, 3);
        var problems = context.By<int[]>([50, 100, 200], [40, 50, 75, 100, 150, 200, 300, 400]).Select(rows => ProblemConfig.Reference(ProblemKind.Sensing, Users, rows, Noise)).ToList();
        var cells = problems.SelectMany(problem => seeds.Select(seed => (Problem: problem, Seed: seed))).ToList();
        var answers = context.Map("P3", cells, cell => Errors(cell.Problem, cell.Seed, context));
        var by = cells.Zip(answers).GroupBy(pair => pair.First.Problem).ToDictionary(group => group.Key, group => group.Select(pair => pair.Second).ToList());
        var deviations = problems.Where(problem => problem.Rows >= ContractionLaw.HoldsFrom * CountingBound.Rows(problem))
            .SelectMany(problem => by[problem].Select(errors => Math.Abs(Math.Log(errors[0] / NoiseFloor.Error(problem))))).ToList();
        var held = Trial.Median(deviations) < Allowed;
        var series = Arms.Select((arm, i) => new ChartSeries(arm, [.. problems.Select(problem => ChartPoint.Over(problem.Rows, by[problem].Select(errors => errors[i])))])).ToList();
        series.Add(new ChartSeries("1.16 σ √(dof/n)", [.. problems.Select(problem => new ChartPoint(problem.Rows, NoiseFloor.Error(problem)))], Theory: true));
        var last = by[problems[^1]];
        var best = Locals.MinBy(arm => Trial.Median(last.Select(errors => errors[arm])));
        return new ExperimentReport(
            Name, "The noise floor", string.Create(CultureInfo.InvariantCulture, $"sensing, d = 50, r = 3, k = {Users}, σ = {Noise}, {Trial.Words(seeds)}; local arms over the first {Judged} users"), held,
            string.Create(CultureInfo.InvariantCulture, $"The noise floor {(held ? "held" : "did not hold")}: from 1.9 × the bound on, CoLoRA's error is 1.16 σ √(dof/n) within {Math.Exp(Trial.Median(deviations)) - 1:P0} (median), {Math.Exp(deviations.Max()) - 1:P0} (worst); at {problems[^1].Rows} rows it is {Trial.Median(last.Select(errors => errors[0])):0.0000} against {Trial.Median(last.Select(errors => errors[best])):0.000} of the best arm without collaboration, {Arms[best]}."),
            [new ResultTable("", ["rows per user", .. Arms, "predicted"], [.. problems.Select(problem => (IReadOnlyList<string>)[$"{problem.Rows}", .. Arms.Select((_, i) => ResultTable.Number(Trial.Median(by[problem].Select(errors => errors[i])))), ResultTable.Number(NoiseFloor.Error(problem))])])],
            [new Chart("Error under noise", "rows per user", "mean relative error", LogX: true, LogY: true, series)], []);
    }

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
            own.Error, own.Oracle,
            Trial.Error(truth, LocalLowRank.Fit(few, problem.Rank)),
            Trial.Error(first, NuclearNorm.Fit(one, problem.Noise)),
            Trial.Error(truth, few.LeastNorm()),
            Trial.Error(drawn.Truth, PooledModel.Fit(drawn.Design, problem.Rank)),
        ];
    }
}
