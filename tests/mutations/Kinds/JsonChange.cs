using System.Text;
using Colora.Mutations.Mutators;

namespace Colora.Mutations.Kinds;

/// <summary>How files of JSON are changed.</summary>
internal static class JsonChange
{
    private const int OneOfBytes = 12;

    /// <summary>Changes one of several files; some mutants by bytes, all others by their tree.</summary>
    /// <param name="repair">Called afterwards to mend checksums over the files.</param>
    /// <param name="names">The files, relative to the working folder.</param>
    public static Func<string, Random, IReadOnlyList<string>> Of(Action<string>? repair, params string[] names) => (work, random) =>
    {
        var path = Path.Combine(work, random.Pick(names));
        if (random.Next(OneOfBytes) == 0) File.WriteAllBytes(path, ByteMutator.Change(File.ReadAllBytes(path), random));
        else if (path.EndsWith(".jsonl", StringComparison.Ordinal)) File.WriteAllText(path, Lines(File.ReadAllLines(path), random));
        else File.WriteAllText(path, Tree(File.ReadAllText(path), random));
        repair?.Invoke(work);
        return [path];
    };

    public static Func<string, Random, IReadOnlyList<string>> Of(params string[] names) => Of(null, names);

    /// <summary>Changes one member of a file, whatever is inside.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Inside(string name, string member) => (work, random) =>
    {
        var path = Path.Combine(work, name);
        var root = Node.Parse(File.ReadAllText(path));
        TreeMutator.Change(root[member]!, random);
        File.WriteAllText(path, root.Write());
        return [path];
    };

    private static string Tree(string text, Random random)
    {
        var root = Node.Parse(text);
        TreeMutator.Change(root, random);
        return (random.Next(20) == 0 ? "\uFEFF" : "") + root.Write(random.Next(2) == 0);
    }

    private static string Lines(IEnumerable<string> given, Random random)
    {
        var lines = given.ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(12))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(random.Next(lines.Count + 1), lines[at]); break;
            case 2: lines.Insert(at, random.Pick((string[])["", " \t", "{}", "[]", "null", "{", "\uFEFF{}"])); break;
            case 3: lines[at] += random.Pick((string[])["\r", " ", ",", "}", " {}", "\u0085", "\u2028"]); break;
            case 4: lines = [.. lines.OrderBy(_ => random.Next())]; break;
            default:
                var root = Node.Parse(lines[at]);
                TreeMutator.Change(root, random);
                lines[at] = root.Write();
                break;
        }

        var text = new StringBuilder();
        foreach (var line in lines) text.Append(line).Append('\n');
        if (random.Next(10) == 0 && text.Length > 0) text.Length--;
        return text.ToString();
    }
}
