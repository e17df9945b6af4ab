using Colora.Runs;

namespace Colora.Cli.Views;

/// <summary>The end of a training run.</summary>
internal static class TrainView
{
    public static void Show(RunDirectory run, RunInfo info, RunSummary summary)
    {
        var memory = summary.PeakResidentBytes / 1048576.0;
        Console.Out.WriteLine($"{info.Method}: {summary.Steps} steps in {summary.Seconds:0.0} s, "
            + $"{summary.TokensPerSecond:N0} tokens/s, peak memory {memory:N0} MiB, "
            + $"final training loss {summary.FinalLoss:0.0000}");
        if (summary.StoppedEarly) Console.Out.WriteLine("stopped early: validation no longer improved");
        if (summary.SharedStep is { } step)
            Console.Out.WriteLine($"shared factors from step {step}, chosen by validation");
        Console.Out.WriteLine($"run: {run.FullPath}");
        Console.Out.WriteLine($"next: {PrintedCommand.Of("evaluate", "--run", PrintedCommand.PathWord(run.FullPath))}");
    }
}
