using System.Text;
using Colora.Mutations.Mutators;

namespace Colora.Mutations.Kinds;

/// <summary>How files of JSON are changed.</summary>
internal static class JsonChange
{
    private const int OneOfBytes = 12;

    private const double UsualMild = 0.4, MostMild = 0.8;

    /// <summary>Changes one of several files; some mutants by bytes, all others by their tree.</summary>
    /// <param name="repair">Called afterwards to mend checksums over the files.</param>
    /// <param name="names">The files, relative to the working folder.</param>
    public static Func<string, Random, IReadOnlyList<string>> Of(Action<string>? repair, params string[] names) => (work, random) => Change(work, random.Pick(names), random, UsualMild, repair);

    /// <summary>The same for a file in which little may be otherwise: most of the changes are mild.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Strict(string name) => (work, random) => Change(work, name, random, MostMild, null);

    public static Func<string, Random, IReadOnlyList<string>> Of(params string[] names) => Of(null, names);

    /// <summary>Changes one member of a file: where one is far larger than the others, most changes would be in it.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Part(string name) => (work, random) =>
    {
        var path = Path.Combine(work, name);
        var root = Node.Parse(File.ReadAllText(path));
        TreeMutator.Change(random.Pick(root.Members!).Value, random);
        File.WriteAllText(path, root.Write());
        return [path];
    };

    private static string[] Change(string work, string name, Random random, double mild, Action<string>? repair)
    {
        var path = Path.Combine(work, name);
        if (random.Next(OneOfBytes) == 0) File.WriteAllBytes(path, ByteMutator.Change(File.ReadAllBytes(path), random));
        else if (path.EndsWith(".jsonl", StringComparison.Ordinal)) File.WriteAllText(path, Lines(File.ReadAllLines(path), random));
        else File.WriteAllText(path, Tree(File.ReadAllText(path), random, mild));
        repair?.Invoke(work);
        return [path];
    }

    private static string Tree(string text, Random random, double mild)
    {
        var root = Node.Parse(text);
        TreeMutator.Change(root, random, mild);
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
