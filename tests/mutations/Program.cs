using System.Globalization;
using System.Text.Json;

namespace Colora.Mutations;

/// <summary>
/// Changes files of every kind that Colora reads, in their structure, and reads each in a process that is watched: what is not read as a second reader reads it has
/// to be refused in one line, within ten seconds and a bounded memory.
/// </summary>
internal static class Program
{
    /// <summary>Makes this process a worker.</summary>
    public const string WorkerOption = "--worker";

    private const int FullCount = 2000, ShortCount = 60, LeastShare = 20;
    private const int FullVerbsEvery = 10, ShortVerbsEvery = 20, ShortAloneEvery = 5;

    public static async Task<int> Main(string[] args)
    {
        if (args is [WorkerOption, var kinds, var from, var job]) return await WorkAsync(kinds.Split(','), int.Parse(from, CultureInfo.InvariantCulture), JsonSerializer.Deserialize<Job>(job)!).ConfigureAwait(false);
        if (Options.Of(args) is not { } options) return 2;
        if (options.IsList)
        {
            foreach (var one in Catalogue.Kinds) Console.WriteLine(one.Name);
            return 0;
        }

        var scratch = options.Keep ?? Directory.CreateTempSubdirectory("colora-mutations-").FullName;
        try
        {
            return options.IsSelfTest ? SelfTest.Run(scratch) : await RunAsync(options, scratch).ConfigureAwait(false);
        }
        finally
        {
            if (options.Keep is null) Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<int> WorkAsync(string[] names, int from, Job job)
    {
        foreach (var (index, name) in names.Index())
            await new Worker(Catalogue.Find(name), job).RunAsync(index == 0 ? from : job.From).ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> RunAsync(Options options, string scratch)
    {
        var seeds = Path.Combine(scratch, "seeds");
        if (!Directory.Exists(seeds)) await Seeds.WriteAsync(seeds).ConfigureAwait(false);
        Console.WriteLine($"{"kind",-16} {"mutants",7} {"accepted",8} {"refused",7} {"faults",6} {"slowest s",9} {"MiB over",8}");

        // Verbs take most of the time, and read through the reader that every mutant has gone through before.
        var verbsEvery = options.VerbsEvery ?? (options.IsShort ? ShortVerbsEvery : FullVerbsEvery);
        var job = new Job(seeds, Path.Combine(scratch, "work"), options.Seed, options.From, options.Count ?? (options.IsShort ? ShortCount : FullCount), verbsEvery, options.IsShort ? ShortAloneEvery : 1);
        var isFull = job is { From: 0, Count: >= FullCount };
        var bad = 0;

        // One process for all kinds starts fast; one for each keeps them apart.
        foreach (var kinds in options.IsShort ? [options.Kinds] : options.Kinds.Select(kind => (IReadOnlyList<FileKind>)[kind]))
            new Watch(kinds, job, options.Limit).Run((name, tally) => bad += Show(name, tally, options.Seed, isFull) ? 0 : 1);

        Console.WriteLine(bad == 0 ? "no fault" : $"{bad} kinds at fault");
        return bad == 0 ? 0 : 1;
    }

    /// <summary>Prints the line of a kind; whether all is well with it.</summary>
    private static bool Show(string name, Tally tally, int seed, bool isFull)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-16} {tally.Mutants,7} {tally.Share,7:0.0}% {tally.Refused,7} {tally.Faults.Count,6} {tally.Slowest,9:0.00} {tally.MostOver >> 20,8}"));
        foreach (var fault in tally.Faults) Console.WriteLine($"  FAULT {fault}; again: tests/mutations/run --seed {seed} --from {fault.Mutant} --count 1 --keep DIR {name}");
        var isTooFew = isFull && tally.Share < LeastShare;
        if (isTooFew) Console.WriteLine($"  TOO FEW are accepted, {LeastShare} % are wanted");
        return tally.Faults.Count == 0 && !isTooFew;
    }
}
