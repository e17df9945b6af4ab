using Colora.Runs.Progress;

namespace Colora.Cli.Views;

/// <summary>One line with a bar that is written anew; notes scroll above it.</summary>
internal sealed class TerminalProgress : ProgressListener
{
    private const int BarWidth = 24;
    private const string ClearLine = "\r\u001b[2K";

    private string shown = "";

    /// <inheritdoc />
    protected override void Tell(string line)
    {
        Console.Error.Write(ClearLine);
        Console.Error.WriteLine(line);
        Console.Error.Write(shown);
    }

    /// <inheritdoc />
    public override void Progress(StageProgress progress)
    {
        var share = progress.Whole ?? (double)progress.Done / Math.Max(1, progress.Total);
        var filled = (int)(BarWidth * Math.Clamp(share, 0, 1));
        var line = $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] {Describe(progress)}";
        shown = line.Length < Width() ? line : line[..(Width() - 1)];
        Console.Error.Write(ClearLine + shown);
        if (share < 1) return;
        Console.Error.WriteLine();
        shown = "";
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        if (shown.Length > 0) Console.Error.WriteLine();
        base.Dispose();
    }

    private static int Width() => Console.WindowWidth is > 20 and var width ? width : 80;
}
