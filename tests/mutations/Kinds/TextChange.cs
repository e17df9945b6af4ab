using Colora.Mutations.Mutators;

namespace Colora.Mutations.Kinds;

/// <summary>How files of lines are changed.</summary>
internal static class TextChange
{
    /// <summary>Lines gone, doubled, in another order, cut or with bytes changed.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Of(params string[] names) => (work, random) =>
    {
        var path = Path.Combine(work, random.Pick(names));
        var lines = File.ReadAllLines(path).ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(6))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[random.Next(lines.Count)]); break;
            case 2 or 3: lines = [.. lines.OrderBy(_ => random.Next())]; break;
            case 4: lines.Insert(at, random.Pick((string[])["", " ", new string('x', 100_000), "\u001b[31m", "# comment"])); break;
            default:
                File.WriteAllBytes(path, ByteMutator.Change(File.ReadAllBytes(path), random));
                return [path];
        }

        File.WriteAllLines(path, lines);
        return [path];
    };
}
