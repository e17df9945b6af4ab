using System.Diagnostics;
using System.Globalization;
using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Runs.Progress;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>Seconds of a sweep by conjugate gradients and by a dense solve where both fit, and a run with 1,000 users, d = 1,024, r = 8.</summary>
public sealed class LargeScale : IExperiment
{
    private const int Rank = 8, Rows = 24;
    private const int Timed = 5;
    private const double Tolerance = 1e-8;
    private const double Megabyte = 1 << 20;

    /// <inheritdoc />
    public string Name => "scale";

    /// <inheritdoc />
    public string Line => "1,000 users, d = 1,024, r = 8 by conjugate gradients; seconds of a sweep against a dense solve";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var engine = ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32 });
        int[] both = context.By<int[]>([64, 128, 256], [64, 128, 256, 512]);
        var rows = new List<IReadOnlyList<string>>();
        var (conjugate, dense) = (new List<ChartPoint>(), new List<ChartPoint>());
        foreach (var d in both)
        {
            var (own, other) = (Time(100, d, SharedStep.ConjugateGradient, context), Time(100, d, SharedStep.Dense, context));
            conjugate.Add(new ChartPoint(d, own.Seconds));
            dense.Add(new ChartPoint(d, other.Seconds));
            rows.Add(["100", $"{d}", ResultTable.Number(own.Seconds), ResultTable.Number(other.Seconds), ResultTable.Number(other.Seconds / own.Seconds), ResultTable.Number(own.Data), ResultTable.Number(100.0 * Rows * Rank * 8 / Megabyte), ResultTable.Number(((Math.Pow(d * Rank, 2) + (100.0 * d * d)) * 8) / Megabyte), ResultTable.Number(own.Error)]);
        }

        var (users, width) = context.By((200, 512), (1000, 1024));
        var large = Time(users, width, SharedStep.ConjugateGradient, context);
        rows.Add([$"{users}", $"{width}", ResultTable.Number(large.Seconds), "–", "–", ResultTable.Number(large.Data), ResultTable.Number((double)users * Rows * Rank * 8 / Megabyte), ResultTable.Number(((Math.Pow(width * Rank, 2) + ((double)users * width * width)) * 8) / Megabyte), ResultTable.Number(large.Error)]);
        return new ExperimentReport(
            Name, "Large problems", string.Create(CultureInfo.InvariantCulture, $"multi-output, r = {Rank}, {Rows} rows per user, no noise, {engine.Threads} threads; gradients to {Tolerance:0e+0}; seconds are the median of {Timed} sweeps in one run"), null,
            string.Create(CultureInfo.InvariantCulture, $"With {users} users and d = {width} a sweep by conjugate gradients takes {large.Seconds:0.00} s beside {large.Data:0} MB of data, where a dense solve would form {((Math.Pow(width * Rank, 2) + ((double)users * width * width)) * 8) / Megabyte:0} MB of Gram matrices; at d = {both[^1]} it is {dense[^1].Y / conjugate[^1].Y:0} times as fast as the dense solve."),
            [new ResultTable("", ["users", "d", "s a sweep, conjugate gradients", "s a sweep, dense", "ratio", "data (MB)", "beside the data, conjugate gradients (MB)", "beside the data, dense (MB)", "error after the sweeps"], rows)],
            [new Chart("Seconds of a sweep", "d", "seconds", LogX: true, LogY: true, [new ChartSeries("conjugate gradients, k = 100", conjugate), new ChartSeries("dense, k = 100", dense), new ChartSeries($"conjugate gradients, k = {users}", [new ChartPoint(width, large.Seconds)], Scatter: true)])], []);
    }

    private static (double Seconds, double Data, double Error) Time(int users, int d, SharedStep how, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        context.Listener.Note($"scale: k = {users}, d = {d}, {how}");
        using var problem = PlantedProblem.Draw(new ProblemConfig(ProblemKind.MultiOutput, d, d, Rank, users, Rows, 0, new TaskShape()), context.FirstSeed);
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        using var fit = StartFactors.Run(problem.Design, Rank, RecoveryStart.SecondMoment, new RecoveryConfig(Timed + 1, Shared: how, GradientTolerance: Tolerance), problem.Truth, progress: row =>
        {
            // The first sweep's time holds that of the start.
            if (row.Sweep > 1) times.Add(clock.Elapsed.TotalSeconds);
            context.Listener.Progress(new StageProgress($"k = {users}, d = {d}", row.Sweep, Timed + 1, "sweeps", row.Residual));
            clock.Restart();
        }, stop: context.Stop);
        Trial.Tell(context, fit, $"k = {users}, d = {d}, {how}");
        return (Trial.Median(times), (double)users * Rows * 2 * d * 8 / Megabyte, fit.Last.Error);
    }
}
