using System.CommandLine;
using System.Text;
using System.Text.Json;
using Colora.Cli;
using Colora.Cli.Commands;
using Colora.Engine;

namespace Colora.Mutations;

/// <summary>Reads mutants one after another in this process, as the command line would, and says what came of each.</summary>
/// <param name="kind">Their kind.</param>
/// <param name="job">Which of them.</param>
internal sealed class Worker(FileKind kind, Job job)
{
    private const int LongestLine = 1000, CollectEvery = 16;
    private const long Kept = 32L << 20;

    private static readonly TextWriter Answers = Console.Out;

    // As a command, so that what it throws becomes an exit code in the one place where that is decided.
    private readonly Command readOnly = new("colora") { GlobalOptions.Json, GlobalOptions.Verbose, new Command("read").Does(_ => Answer(() => kind.Read?.Invoke(job.Work))) };
    private long usual = long.MaxValue;

    /// <summary>Reads the seed, and then the mutants.</summary>
    public async Task RunAsync(int from)
    {
        Directory.CreateDirectory(job.Work);
        Directory.SetCurrentDirectory(job.Work);
        await ReadOneAsync(-1).ConfigureAwait(false);
        for (var i = from; i < job.From + job.Count; i++)
            if (kind.Read is not null || i % job.AloneEvery == 0) await ReadOneAsync(i).ConfigureAwait(false);
    }

    private async Task ReadOneAsync(int mutant)
    {
        foreach (var entry in Directory.GetDirectories(job.Work)) Directory.Delete(entry, recursive: true);
        foreach (var entry in Directory.GetFiles(job.Work)) File.Delete(entry);
        foreach (var folder in kind.Folders) Seeds.Copy(Path.Combine(job.Seeds, folder), Path.Combine(job.Work, folder));
        var files = mutant < 0 ? [] : kind.Change(job.Work, new Random(HashOf(job.Seed, mutant)));
        Say(new Verdict(kind.Name, mutant, Outcome.Begun, "", files, 0, 0));

        var size = kind.Folders.Sum(folder => Directory.EnumerateFiles(Path.Combine(job.Work, folder), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
        var before = Settled(mutant);
        var worked = Environment.CpuUsage.TotalTime;
        var (outcome, text) = await JudgeAsync(mutant).ConfigureAwait(false);
        var over = ResidentPeak.Read() - before - 2 * size;
        if (mutant < 0) over = 0;
        if (over > kind.Allowance && outcome != Outcome.Fault) (outcome, text) = (Outcome.Fault, $"{over >> 20} MiB above twice the size of the files ({size >> 10} KiB); {text}");
        Say(new Verdict(kind.Name, mutant, outcome, text, files, (Environment.CpuUsage.TotalTime - worked).TotalSeconds, over));
    }

    /// <summary>What is resident when the heaps keep nothing of earlier mutants that a later one could take unseen.</summary>
    private long Settled(int mutant)
    {
        var now = ResidentPeak.Reset();
        if (now > usual + Kept || mutant % CollectEvery == 0)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            NativeMemory.Sweep();
            now = ResidentPeak.Reset();
        }

        usual = Math.Min(usual, now);
        return now;
    }

    private async Task<(Outcome, string)> JudgeAsync(int mutant)
    {
        if (kind.Read is not null && await CallAsync("read", readOnly.Parse("read")).ConfigureAwait(false) is { Outcome: not Outcome.Accepted } read) return read;
        if (kind.Read is not null && mutant > 0 && mutant % job.VerbsEvery != 0) return (Outcome.Accepted, "");
        foreach (var line in kind.Commands)
            if (await CallAsync(line, Cli.Program.Root().Parse(line)).ConfigureAwait(false) is { Outcome: not Outcome.Accepted } verdict) return verdict;
        return (Outcome.Accepted, "");
    }

    private static async Task<(Outcome Outcome, string Text)> CallAsync(string line, ParseResult parsed)
    {
        if (parsed.Errors.Count > 0) return (Outcome.Fault, $"{line}: {parsed.Errors[0].Message}");
        var (output, error) = (new StringWriter(), new StringWriter());
        Console.SetOut(output);
        Console.SetError(TextWriter.Synchronized(error));
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var errors = lines.Where(one => one.StartsWith("error: ", StringComparison.Ordinal)).ToList();
        if (lines.FirstOrDefault(one => one.Length > LongestLine + 20 || one.Any(char.IsControl)) is { } bad) return (Outcome.Fault, $"{line}: a line of {bad.Length} characters: {Shown(bad)}");
        return code switch
        {
            ExitCode.BadInput when errors.Count > 0 => (Outcome.Refused, Shown(errors[0])),
            ExitCode.Success or ExitCode.Disagrees or ExitCode.Diverged => (Outcome.Accepted, ""),
            _ => (Outcome.Fault, $"{line}: exit {code}: {Shown(string.Join(" | ", lines))}"),
        };
    }

    private static CommandAnswer Answer(Action work)
    {
        work();
        return new CommandAnswer("", () => { });
    }

    private static void Say(Verdict verdict)
    {
        Answers.WriteLine(JsonSerializer.Serialize(verdict));
        Answers.Flush();
    }

    private static int HashOf(int seed, int mutant) => unchecked((int)(((uint)seed * 2654435761) ^ ((uint)mutant * 40503 + 12345)));

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > 500 ? text[..500] + "…" : text) shown.Append(char.IsControl(c) ? '¤' : c);
        return shown.ToString();
    }
}
