using Colora.Mutations.Kinds;

namespace Colora.Mutations;

/// <summary>Shows that each fault which the program looks for is found where it is.</summary>
internal static class SelfTest
{
    private const int Mutants = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Reads files by readers with a planted fault; 0 if each is told as what it is, at each mutant.</summary>
    public static int Run(string scratch)
    {
        var seeds = Path.Combine(scratch, "seeds");
        Directory.CreateDirectory(Path.Combine(seeds, PlantedKinds.Folder));
        File.WriteAllText(Path.Combine(seeds, PlantedKinds.Folder, PlantedKinds.FileName), "seed");
        var missed = 0;
        foreach (var (kind, words) in PlantedKinds.All)
        {
            var tally = new Tally();
            new Watch([kind], new Job(seeds, Path.Combine(scratch, kind.Name), 1, 0, Mutants), Limit).Run((_, found) => tally = found);
            var isFound = words is null ? tally.Faults.Count == 0 && tally.Refused == Mutants
                : tally.Faults.Select(fault => fault.Mutant).SequenceEqual(Enumerable.Range(0, Mutants)) && tally.Faults.All(fault => fault.What.Contains(words, StringComparison.Ordinal));
            Console.WriteLine($"{kind.Name,-16} {(isFound ? "as planted" : "MISSED")}: {(tally.Faults.Count == 0 ? "no fault" : tally.Faults[0])}");
            if (!isFound) missed++;
        }

        return missed == 0 ? 0 : 1;
    }
}
