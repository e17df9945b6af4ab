using System.Runtime.InteropServices;
using Colora.Formats;
using Colora.Runs.Progress;

namespace Colora.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP. The first asks the command to stop: a training finishes the step in hand and writes
/// its checkpoint; anything else has a moment to end by itself and is then left where it is, which no file can suffer
/// from, for names appear when contents are whole. A second signal leaves at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1200), Look = TimeSpan.FromMilliseconds(50);

    private static readonly (PosixSignal Signal, int Exit)[] Signals =
    [
        (PosixSignal.SIGINT, 130),
        (PosixSignal.SIGTERM, 143),
        (PosixSignal.SIGHUP, 129),
    ];

    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int code;

    private Interrupts()
    {
        foreach (var (signal, exit) in Signals)
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Heard(exit);
            }));
        }
    }

    /// <summary>Those of this process.</summary>
    public static Interrupts Process { get; } = new();

    /// <summary>Asks a command to stop.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>What a stopped command ends with: 128 and the number of the signal.</summary>
    public int ExitCode => code == 0 ? Cli.ExitCode.Stopped : code;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }

    private void Heard(int exit)
    {
        if (Interlocked.CompareExchange(ref code, exit, 0) != 0) Leave(exit);
        if (StepInHand.IsAny)
        {
            Console.Error.WriteLine("asked to stop: the step in hand is finished and its checkpoint written; "
                + "once more leaves at once");
        }

        new Thread(Watch) { IsBackground = true }.Start();
        stop.Cancel();
    }

    private void Watch()
    {
        var waited = TimeSpan.Zero;
        while (waited < Moment)
        {
            Thread.Sleep(Look);
            waited = StepInHand.IsAny ? TimeSpan.Zero : waited + Look;
        }

        Console.Error.WriteLine("stopped");
        Leave(code);
    }

    /// <summary>Past everything that would wait for threads inside the tensor library.</summary>
    private static void Leave(int exit) => CLibrary.ExitAtOnce(exit);
}
