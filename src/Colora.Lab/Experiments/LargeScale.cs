using System.Diagnostics;
using System.Globalization;
using Colora.Engine;
using Colora.Lab.Problems;
using Colora.Lab.Recovery;
using Colora.Runs.Progress;
using static Colora.Lab.Experiments.ResultTable;
using static TorchSharp.torch;

namespace Colora.Lab.Experiments;

/// <summary>
/// Seconds of a sweep by conjugate gradients and by a dense solve where both fit, and a run with 1,000 users, d =
/// 1,024, r = 8.
/// </summary>
internal sealed class LargeScale : IExperiment
{
    private const int Rank = 8, Rows = 24;
    private const int ComparedUsers = 100;
    private const int Timed = 5;
    private const double Tolerance = 1e-8;
    private const double Megabyte = 1 << 20;

    /// <inheritdoc />
    public string Name => "scale";

    /// <inheritdoc />
    public string Line =>
        "1,000 users, d = 1,024, r = 8 by conjugate gradients; seconds of a sweep against a dense solve";

    /// <inheritdoc />
    public ExperimentReport Run(ExperimentContext context)
    {
        var engine = ComputeEngine.Start(new EngineConfig { Dtype = WeightType.Float32 });
        int[] widths = context.By<int[]>([64, 128, 256], [64, 128, 256, 512]);
        var compared = new List<Comparison>();
        foreach (var width in widths)
        {
            var conjugate = Time(ComparedUsers, width, SharedStep.ConjugateGradient, context);
            compared.Add(new Comparison(conjugate, Time(ComparedUsers, width, SharedStep.Dense, context)));
        }

        var (users, largest) = context.By((200, 512), (1000, 1024));
        var large = Time(users, largest, SharedStep.ConjugateGradient, context);
        return Report(new Findings(engine.Threads, compared, large));
    }

    private static Timing Time(int users, int width, SharedStep how, ExperimentContext context)
    {
        using var scope = NewDisposeScope();
        context.Listener.Note($"scale: k = {users}, d = {width}, {how}");
        var size = new ProblemConfig(ProblemKind.MultiOutput, width, width, Rank, users, Rows, 0, new TaskShape());
        using var problem = PlantedProblem.Draw(size, context.FirstSeed);
        var config = new RecoveryConfig(Timed + 1, Shared: how, GradientTolerance: Tolerance);
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        var start = RecoveryStart.SecondMoment;
        using var fit = StartFactors.Run(
            problem.Design, Rank, start, config, problem.Truth, progress: Heard, stop: context.Stop);
        Trial.Tell(context, fit, $"k = {users}, d = {width}, {how}");
        return new Timing(users, width, Trial.Median(times), fit.Last.Error);

        void Heard(SweepRow row)
        {
            // The first sweep's time holds that of the start.
            if (row.Sweep > 1) times.Add(clock.Elapsed.TotalSeconds);
            var stage = $"k = {users}, d = {width}";
            context.Listener.Progress(new StageProgress(stage, row.Sweep, Timed + 1, "sweeps", row.Residual));
            clock.Restart();
        }
    }

    private ExperimentReport Report(Findings found)
    {
        var setting = string.Create(
            CultureInfo.InvariantCulture,
            $"multi-output, r = {Rank}, {Rows} rows per user, no noise, {found.Threads} threads; " +
            $"gradients to {Tolerance:0e+0}; seconds are the median of {Timed} sweeps in one run");
        return new ExperimentReport(
            Name, "Large problems", setting, null, Sentence(found), [Table(found)], [Curves(found)], []);
    }

    private static Chart Curves(Findings found)
    {
        var conjugate = found.Compared.Select(pair => Point(pair.Conjugate));
        var dense = found.Compared.Select(pair => Point(pair.Dense));
        return new Chart("Seconds of a sweep", "d", "seconds", LogX: true, LogY: true,
        [
            new ChartSeries("conjugate gradients, k = 100", [.. conjugate]),
            new ChartSeries("dense, k = 100", [.. dense]),
            new ChartSeries($"conjugate gradients, k = {found.Large.Users}", [Point(found.Large)], Scatter: true),
        ]);

        static ChartPoint Point(Timing timing) => new(timing.Width, timing.Seconds);
    }

    private static ResultTable Table(Findings found)
    {
        string[] columns =
        [
            "users",
            "d",
            "s a sweep, conjugate gradients",
            "s a sweep, dense",
            "ratio",
            "data (MB)",
            "beside the data, conjugate gradients (MB)",
            "beside the data, dense (MB)",
            "error after the sweeps",
        ];
        var compared = found.Compared.Select(pair =>
            Cells(pair.Conjugate, Number(pair.Dense.Seconds), Number(pair.Ratio)));
        return new ResultTable("", columns, [.. compared, Cells(found.Large, "–", "–")]);
    }

    private static string[] Cells(Timing own, string dense, string ratio) =>
    [
        $"{own.Users}",
        $"{own.Width}",
        Number(own.Seconds),
        dense,
        ratio,
        Number(own.Data),
        Number(own.Gradients),
        Number(own.Grams),
        Number(own.Error),
    ];

    private static string Sentence(Findings found)
    {
        var (large, last) = (found.Large, found.Compared[^1]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"With {large.Users} users and d = {large.Width} a sweep by conjugate gradients " +
            $"takes {large.Seconds:0.00} s beside {large.Data:0} MB of data, " +
            $"where a dense solve would form {large.Grams:0} MB of Gram matrices; " +
            $"at d = {last.Dense.Width} it is {last.Ratio:0} times as fast as the dense solve.");
    }

    /// <summary>A timed recovery.</summary>
    /// <param name="Users">k.</param>
    /// <param name="Width">d = d1 = d2.</param>
    /// <param name="Seconds">Median of a sweep.</param>
    /// <param name="Error">Mean error after the sweeps.</param>
    private sealed record Timing(int Users, int Width, double Seconds, double Error)
    {
        /// <summary>Inputs and outputs, MB.</summary>
        public double Data => (double)Users * Rows * 2 * Width * sizeof(double) / Megabyte;

        /// <summary>What conjugate gradients hold beside them, MB: every row seen through a factor.</summary>
        public double Gradients => (double)Users * Rows * Rank * sizeof(double) / Megabyte;

        /// <summary>
        /// What a dense solve holds beside them, MB: H of (d r)² entries, and a Gram matrix of each user.
        /// </summary>
        public double Grams =>
            (Math.Pow(Width * Rank, 2) + ((double)Users * Width * Width)) * sizeof(double) / Megabyte;
    }

    private sealed record Comparison(Timing Conjugate, Timing Dense)
    {
        public double Ratio => Dense.Seconds / Conjugate.Seconds;
    }

    private sealed record Findings(int Threads, IReadOnlyList<Comparison> Compared, Timing Large);
}
