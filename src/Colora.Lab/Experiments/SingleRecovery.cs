using System.Globalization;
using Colora.Configuration;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Runs.Progress;
using static Colora.Lab.Experiments.ResultTable;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>One recovery of one's own sizes, with all that the theory says of it.</summary>
/// <param name="problem">Sizes, noise and shape.</param>
/// <param name="rank">Rank of the fit.</param>
/// <param name="start">Where it starts.</param>
/// <param name="config">Stopping rules and solver.</param>
public sealed class SingleRecovery(ProblemConfig problem, int rank, RecoveryStart start, RecoveryConfig config)
    : IExperiment
{
    private const int Shown = 12;

    /// <inheritdoc />
    public string Name => "recover";

    /// <inheritdoc />
    public string Line => "one recovery of your own sizes: bound, GRIP meter, sweeps, predicted and measured";

    /// <inheritdoc />
    /// <exception cref="ConfigException">The problem is ill-posed.</exception>
    public ExperimentReport Run(ExperimentContext context)
    {
        problem.Validated();
        (problem with { Rank = rank }).Validated();
        using var scope = NewDisposeScope();
        using var drawn = PlantedProblem.Draw(problem, context.FirstSeed);
        using var fit = StartFactors.Run(
            drawn.Design, rank, start, config, drawn.Truth, context.FirstSeed, row => Hear(row, context), context.Stop);
        fit.RequireFinite();
        TellDeficient(fit.DeficientSteps, context);
        var grip = GripMeter.Read(drawn.Design, fit.U, fit.V, fit.Cores);
        var found = new Findings(problem, fit.Log, fit.Reason, fit.DeficientSteps, fit.Travelled, grip);
        return Report(found, context.FirstSeed);
    }

    private static void TellDeficient(int steps, ExperimentContext context)
    {
        if (steps == 0) return;
        context.Listener.Note(
            $"{steps} steps met a Gram matrix without full rank and took the solution of least norm: " +
            $"give more rows, or lower --fit-rank");
    }

    private void Hear(SweepRow row, ExperimentContext context) =>
        context.Listener.Progress(new StageProgress("recover", row.Sweep, config.MostSweeps, "sweeps", row.Residual));

    private ExperimentReport Report(Findings found, long seed) => new(
        Name,
        "One recovery",
        Setting(seed),
        null,
        Sentence(found),
        [Ranges(found.Grip), Sweeps(found.Log)],
        [Curves(found.Log)],
        []);

    private static Chart Curves(IReadOnlyList<SweepRow> log)
    {
        return new Chart("Recovery", "sweep", "relative", LogX: false, LogY: true,
        [
            Curve("mean error", row => row.Errors?.Mean ?? double.NaN),
            Curve("largest error", row => row.Errors?.Max ?? double.NaN),
            Curve("residual", row => row.Residual),
        ]);

        ChartSeries Curve(string name, Func<SweepRow, double> value) =>
            new(name, [.. log.Select(row => new ChartPoint(row.Sweep, value(row)))]);
    }

    private static ResultTable Ranges(GripReading grip)
    {
        string[] ranges =
        [
            Range(grip.CoreSmallest, grip.CoreLargest),
            Range(grip.LeftSmallest, grip.LeftLargest),
            Range(grip.RightSmallest, grip.RightLargest),
        ];
        return new ResultTable(
            "GRIP meter at the end: smallest … largest eigenvalue", ["worst user's core", "U", "V"], [ranges]);

        static string Range(double smallest, double largest) => $"{Number(smallest)} … {Number(largest)}";
    }

    private static ResultTable Sweeps(IReadOnlyList<SweepRow> log)
    {
        // The first sweeps, and how it ended.
        var shown = log.Where((_, i) => i < Shown - 1 || i == log.Count - 1);
        string[] columns = ["sweep", "residual", "sin U", "sin V", "mean error", "largest error"];
        return Of("", columns, shown, row =>
        [
            $"{row.Sweep}",
            Number(row.Residual),
            Cell(row, errors => errors.SinU),
            Cell(row, errors => errors.SinV),
            Cell(row, errors => errors.Mean),
            Cell(row, errors => errors.Max),
        ]);

        static string Cell(SweepRow row, Func<ErrorReading, double> value) =>
            row.Errors is null ? "–" : Number(value(row.Errors));
    }

    private string Setting(long seed)
    {
        var kind = problem.Kind == ProblemKind.Sensing ? "sensing" : "multi-output";
        var shape = problem.Shape;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}, d1 = {problem.D1}, d2 = {problem.D2}, r = {problem.Rank}, fitted {rank}, " +
            $"k = {problem.Users}, n = {problem.Rows}, σ = {problem.Noise}, " +
            $"ρ = {shape.Similarity}, κ = {shape.Condition}, p = {shape.Private}, {Trial.Words([seed])}");
    }

    private static string Sentence(Findings found)
    {
        var result = found.IsExact
            ? $"Every user recovered, {Number(Contraction.Sweeps(found.Log))} sweeps to 1e-6"
            : $"Mean error {Number(found.Log[^1].Error)}";
        var law = found.IsNoisy ? "noise floor" : "contraction";
        var deficient = found.DeficientSteps > 0
            ? $"; {found.DeficientSteps} rank-deficient steps took the solution of least norm"
            : "";
        var travelled = found.Travelled > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; {found.Travelled:N0} numbers travelled")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result}; {found.Problem.Rows / found.Bound:0.00} × the counting bound " +
            $"of {found.Bound:0.0} rows per user; " +
            $"{law} {Number(found.Measured)}, predicted {Number(found.Predicted)}; " +
            $"ended after {found.Log.Count} sweeps ({found.Reason}){deficient}{travelled}.");
    }

    /// <summary>What the recovery left, without its tensors.</summary>
    private sealed record Findings(
        ProblemConfig Problem,
        IReadOnlyList<SweepRow> Log,
        StopReason Reason,
        int DeficientSteps,
        long Travelled,
        GripReading Grip)
    {
        public bool IsNoisy => Problem.Noise > 0;

        /// <summary>Without noise, and every user recovered.</summary>
        public bool IsExact => !IsNoisy && Contraction.Succeeded(Log);

        public double Bound => CountingBound.Rows(Problem);

        /// <summary>The noise floor, or without noise the contraction of a sweep.</summary>
        public double Predicted => IsNoisy ? NoiseFloor.Error(Problem) : ContractionLaw.Rate(Problem);

        /// <summary>The same as it was.</summary>
        public double Measured => IsNoisy ? Log[^1].Error : Contraction.Rate(Log);
    }
}
