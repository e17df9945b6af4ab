using System.Diagnostics;
using System.Text.Json;

namespace Colora.Mutations;

/// <summary>Lets workers read mutants, and goes on behind one at which a worker hung or ended.</summary>
/// <param name="kinds">Their kinds, read by one process unless it ends.</param>
/// <param name="job">Which of them.</param>
/// <param name="limit">Longest time that it may work for one.</param>
internal sealed class Watch(IReadOnlyList<FileKind> kinds, Job job, TimeSpan limit)
{
    // A machine that is loaded makes no slow reader: what counts is the time that it worked, unless it only waits.
    private const int Waits = 5;

    // Nor does a process that has to start and to compile.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(300), Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads them.</summary>
    /// <param name="show">Called with what came of a kind, when all of it has been read.</param>
    public void Run(Action<string, Tally> show)
    {
        var tallies = kinds.ToDictionary(kind => kind.Name, _ => new Tally());
        var shown = new HashSet<string>();
        var (open, next) = (kinds.ToList(), job.From);
        while (open.Count > 0)
        {
            using var worker = Begin(open, next);
            var errors = worker.StandardError.ReadToEndAsync();
            var (last, hung) = Follow(worker, tallies, Shown, new Verdict(open[0].Name, next - 1, Outcome.Begun, "", [], 0, 0));
            if (hung) worker.Kill(entireProcessTree: true);
            worker.WaitForExit();
            if (!hung && worker.ExitCode == 0) break;
            var what = hung ? $"no answer within {limit.TotalSeconds:0} s" : $"the process ended with {worker.ExitCode}: {Shortened(errors.GetAwaiter().GetResult())}";
            tallies[last.Kind].Add(last with { Outcome = Outcome.Fault, Text = what, Seconds = hung ? limit.TotalSeconds : 0 });
            open = [.. open.SkipWhile(kind => kind.Name != last.Kind)];
            next = last.Mutant + 1;
            if (last.Mutant < 0 || next >= job.From + job.Count) (open, next) = ([.. open.Skip(1)], job.From);
            Shown(open.FirstOrDefault()?.Name);
        }

        Shown(null);

        void Shown(string? before)
        {
            foreach (var kind in kinds.TakeWhile(kind => kind.Name != before).Where(kind => shown.Add(kind.Name))) show(kind.Name, tallies[kind.Name]);
        }
    }

    /// <summary>Counts what a worker says; the mutant in hand at the end, and whether it took too long.</summary>
    private (Verdict Last, bool Hung) Follow(Process worker, Dictionary<string, Tally> tallies, Action<string?> shown, Verdict last)
    {
        while (true)
        {
            var (line, begun, worked) = (worker.StandardOutput.ReadLineAsync(), TimeProvider.System.GetTimestamp(), TimeOf(worker));
            while (!line.Wait(Look))
            {
                var isReading = last is { Outcome: Outcome.Begun, Files.Count: > 0 };
                if (TimeProvider.System.GetElapsedTime(begun) > (isReading ? Waits * limit : Start) || isReading && TimeOf(worker) - worked > limit) return (last, true);
            }

            if (line.Result is null) return (last, false);
            last = JsonSerializer.Deserialize<Verdict>(line.Result)!;
            if (last.Outcome != Outcome.Begun) tallies[last.Kind].Add(last);
            else if (last.Mutant < 0) shown(last.Kind);
        }
    }

    /// <summary>How long a worker has worked; it may end at any moment, and then has not worked too long.</summary>
    private static TimeSpan TimeOf(Process worker)
    {
        try
        {
            return worker.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    private Process Begin(IEnumerable<FileKind> open, int from)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["exec", typeof(Watch).Assembly.Location, Program.WorkerOption, string.Join(',', open.Select(kind => kind.Name)), $"{from}", JsonSerializer.Serialize(job)]) info.ArgumentList.Add(argument);

        // What the collector takes beside what is alive would hide what a reader takes.
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_GCgen0size"] = "800000";
        info.Environment["DOTNET_GCConserveMemory"] = "5";
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    private static string Shortened(string text) => string.Join(' ', text.Split((char[])['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Take(6)) is { Length: > 600 } words ? words[..600] + "…" : text.ReplaceLineEndings(" ");
}
