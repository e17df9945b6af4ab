using System.Globalization;

namespace Colora.Mutations;

/// <summary>What the command was asked for.</summary>
/// <param name="Count">Mutants of each kind; none: as many as a full run has.</param>
/// <param name="Seed">Seed of all.</param>
/// <param name="From">Number of the first mutant.</param>
/// <param name="Limit">Longest time that a process may work for one mutant.</param>
/// <param name="Keep">Folder that everything is left in.</param>
/// <param name="VerbsEvery">Every how many mutants the verbs read one too, after the reader itself; none: as often as the form of the run does.</param>
/// <param name="IsShort">Whether few mutants of each kind are read, most of them by the reader alone.</param>
/// <param name="IsList">Whether only the kinds are listed.</param>
/// <param name="IsSelfTest">Whether planted faults are looked for.</param>
/// <param name="Kinds">Kinds of files.</param>
internal sealed record Options(int? Count, int Seed, int From, TimeSpan Limit, string? Keep, int? VerbsEvery, bool IsShort, bool IsList, bool IsSelfTest, IReadOnlyList<FileKind> Kinds)
{
    /// <summary>Longest time that a process may work for a file.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(10);

    /// <summary>The options, or none where they make no sense, which is said.</summary>
    public static Options? Of(string[] args)
    {
        var options = new Options(null, 1, 0, UsualLimit, null, null, false, false, false, []);
        var kinds = new List<FileKind>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--short": options = options with { IsShort = true }; break;
                case "--list": options = options with { IsList = true }; break;
                case "--self-test": options = options with { IsSelfTest = true }; break;
                case "--keep" when i + 1 < args.Length: options = options with { Keep = Path.GetFullPath(args[++i]) }; break;
                case "--count" when Next(args, ref i) is { } count: options = options with { Count = count }; break;
                case "--seed" when Next(args, ref i) is { } seed: options = options with { Seed = seed }; break;
                case "--verbs-every" when Next(args, ref i) is > 0 and var every: options = options with { VerbsEvery = every }; break;
                case "--from" when Next(args, ref i) is { } from: options = options with { From = from }; break;
                case "--limit" when Next(args, ref i) is { } seconds: options = options with { Limit = TimeSpan.FromSeconds(seconds) }; break;
                case var name when Catalogue.Kinds.FirstOrDefault(kind => kind.Name == name) is { } kind: kinds.Add(kind); break;
                default:
                    Console.Error.WriteLine($"{args[i]}: expected --count, --seed, --from, --limit, --verbs-every, --keep, --short, --list, --self-test or one of {string.Join(", ", Catalogue.Kinds.Select(kind => kind.Name))}");
                    return null;
            }
        }

        return options with { Kinds = kinds.Count > 0 ? kinds : Catalogue.Kinds };
    }

    private static int? Next(string[] args, ref int i) =>
        i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && i++ >= 0 ? number : null;
}
