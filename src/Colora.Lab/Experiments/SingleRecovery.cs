using System.Globalization;
using Colora.Configuration;
using Colora.Lab.Predictions;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Runs.Progress;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>One recovery of one's own sizes, with all that the theory says of it.</summary>
/// <param name="problem">Sizes, noise and shape.</param>
/// <param name="rank">Rank of the fit.</param>
/// <param name="start">Where it starts.</param>
/// <param name="config">Stopping rules and solver.</param>
public sealed class SingleRecovery(ProblemConfig problem, int rank, RecoveryStart start, RecoveryConfig config) : IExperiment
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
        using var fit = StartFactors.Run(drawn.Design, rank, start, config, drawn.Truth, context.FirstSeed,
            row => context.Listener.Progress(new StageProgress("recover", row.Sweep, config.MostSweeps, "sweeps", row.Residual)), context.Stop);
        fit.RequireFinite();
        if (fit.DeficientSteps > 0)
            context.Listener.Note($"{fit.DeficientSteps} steps met a Gram matrix without full rank and took the solution of least norm: give more rows, or lower --fit-rank");
        var grip = GripMeter.Read(drawn.Design, fit.U, fit.V, fit.Cores);
        var bound = CountingBound.Rows(problem);
        var last = fit.Last;
        var predicted = problem.Noise > 0 ? NoiseFloor.Error(problem) : ContractionLaw.Rate(problem);
        var measured = problem.Noise > 0 ? last.Error : Contraction.Rate(fit.Log);
        var law = problem.Noise > 0 ? "noise floor" : "contraction";
        var ranges = new ResultTable("GRIP meter at the end: smallest … largest eigenvalue", ["worst user's core", "U", "V"],
            [[$"{ResultTable.Number(grip.CoreSmallest)} … {ResultTable.Number(grip.CoreLargest)}", $"{ResultTable.Number(grip.LeftSmallest)} … {ResultTable.Number(grip.LeftLargest)}", $"{ResultTable.Number(grip.RightSmallest)} … {ResultTable.Number(grip.RightLargest)}"]]);
        var log = fit.Log.Where((row, i) => i < Shown - 1 || i == fit.Log.Count - 1).Select(row => (IReadOnlyList<string>)[
            $"{row.Sweep}", ResultTable.Number(row.Residual), Cell(row, errors => errors.SinU), Cell(row, errors => errors.SinV), Cell(row, errors => errors.Mean), Cell(row, errors => errors.Max)]).ToList();
        return new ExperimentReport(
            Name, "One recovery", string.Create(CultureInfo.InvariantCulture, $"{(problem.Kind == ProblemKind.Sensing ? "sensing" : "multi-output")}, d1 = {problem.D1}, d2 = {problem.D2}, r = {problem.Rank}, fitted {rank}, k = {problem.Users}, n = {problem.Rows}, σ = {problem.Noise}, ρ = {problem.Shape.Similarity}, κ = {problem.Shape.Condition}, p = {problem.Shape.Private}, {Trial.Words([context.FirstSeed])}"), null,
            string.Create(CultureInfo.InvariantCulture, $"{(problem.Noise > 0 || !Contraction.Succeeded(fit.Log) ? $"Mean error {ResultTable.Number(last.Error)}" : $"Every user recovered, {ResultTable.Number(Contraction.Sweeps(fit.Log))} sweeps to 1e-6")}; {problem.Rows / bound:0.00} × the counting bound of {bound:0.0} rows per user; {law} {ResultTable.Number(measured)}, predicted {ResultTable.Number(predicted)}; ended after {fit.Log.Count} sweeps ({fit.Reason}){(fit.DeficientSteps > 0 ? $"; {fit.DeficientSteps} rank-deficient steps took the solution of least norm" : "")}{(fit.Travelled > 0 ? $"; {fit.Travelled:N0} numbers travelled" : "")}."),
            [ranges, new ResultTable("", ["sweep", "residual", "sin U", "sin V", "mean error", "largest error"], log)],
            [new Chart("Recovery", "sweep", "relative", LogX: false, LogY: true, [Curve("mean error", row => row.Errors?.Mean ?? double.NaN), Curve("largest error", row => row.Errors?.Max ?? double.NaN), Curve("residual", row => row.Residual)])], []);

        ChartSeries Curve(string name, Func<SweepRow, double> value) => new(name, [.. fit.Log.Select(row => new ChartPoint(row.Sweep, value(row)))]);

        static string Cell(SweepRow row, Func<ErrorReading, double> value) => row.Errors is null ? "–" : ResultTable.Number(value(row.Errors));
    }
}
