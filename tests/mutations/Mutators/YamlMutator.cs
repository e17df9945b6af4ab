using System.Text;
using System.Text.Json;

namespace Colora.Mutations.Mutators;

/// <summary>Changes YAML: its tree as that of JSON, and beside it what only YAML has.</summary>
internal static class YamlMutator
{
    private static readonly string[] Scalars = ["~", "yes", "no", "0x10", "0o17", "1_000", "1e3", ".inf", "-.inf", ".nan", "!!str 3", "!!int '3'", "'x", "\"\\x1b[31m\"", "&a 3", "*a", "*missing", "2001-01-01", "<<", "- x", "? x", "|\n  text", ">-\n  a\n  b", "[1, 2", "{a: 1", "a: b: c", "@x", "\t3", "# nothing", "1:30"];
    private static readonly string[] Lines = ["---", "...", "%YAML 1.1", "\tx: 1", "  x: 1", "x: &a [*a]", "<<: *a", "# a comment", "- item", "'quoted: key': 1", "? complex\n: value", "training: {}", "\u0007", "x: !!binary AAA=", "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b,*b]"];

    /// <summary>A changed document.</summary>
    /// <param name="root">The settings.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="isShortened">Whether half of the documents hold some of the sections only.</param>
    public static string Change(Node root, Random random, bool isShortened = true)
    {
        if (isShortened && root.Members is { } members && random.Next(2) == 0) root.Members = [.. members.Where(_ => random.Next(3) == 0)];
        if (random.Next(2) == 0 && root.Members is { Count: > 0 }) TreeMutator.Change(root, random);
        var text = new StringBuilder();
        if (random.Next(4) == 0) text.Append(root.Write(random.Next(2) == 0)).Append('\n');
        else Block(root, "", text);
        var lines = text.ToString().Split('\n').ToList();
        switch (random.Next(8))
        {
            case 0: lines.Insert(random.Next(lines.Count), random.Pick(Lines)); break;
            case 1 when lines.Select((line, i) => (line, i)).Where(pair => pair.line.Contains(": ", StringComparison.Ordinal)).ToList() is { Count: > 0 } entries:
                var (entry, at) = random.Pick(entries);
                lines[at] = $"{entry[..entry.IndexOf(": ", StringComparison.Ordinal)]}: {random.Pick(Scalars)}";
                break;
            case 2: lines.RemoveAt(random.Next(lines.Count)); break;
            case 3 or 4: lines.Insert(random.Next(lines.Count), "# a comment, and a blank line\n"); break;
            default: break;
        }

        var whole = string.Join(random.Next(8) == 0 ? "\r\n" : "\n", lines);
        return random.Next(12) == 0 ? Encoding.Latin1.GetString(ByteMutator.Change(Encoding.Latin1.GetBytes(whole), random)) : whole;
    }

    private static void Block(Node node, string indent, StringBuilder text)
    {
        if (node.Members is not { Count: > 0 } members)
        {
            text.Append(indent).Append(node.Write()).Append('\n');
            return;
        }

        foreach (var (key, value) in members)
        {
            text.Append(indent).Append(key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && key.Length > 0 ? key : JsonSerializer.Serialize(key)).Append(':');
            if (value.Members is { Count: > 0 })
            {
                text.Append('\n');
                Block(value, indent + "  ", text);
            }
            else
            {
                text.Append(' ').Append(value.Write()).Append('\n');
            }
        }
    }
}
