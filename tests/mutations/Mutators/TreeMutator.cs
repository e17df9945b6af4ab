using System.Globalization;
using System.Text.Json;

namespace Colora.Mutations.Mutators;

/// <summary>Changes values of JSON in their structure: harshly, so that a reader should refuse most of it, and mildly, so that it should read most of it.</summary>
internal static class TreeMutator
{
    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "1", "-1", "2", "3", "0.5", "-0.0", "1e300", "1e400", "-1e400", "1e-400", "255", "256", "65536", "16777217", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "1e10", "1.0", "3.0000000000000001", "12345678901234567890123456789012345678901234567890", "\"\"", "\"x\"", "\"0\"", "\"-1\"", "\"1e400\"", "\"NaN\"", "\"Infinity\"", "\"null\"", "\"../../pwned\"",
        "\"/etc/passwd\"", "\"a\\u0000b\"", "\"\\u001b[31m\\r\\n\"", "\"\\ud800\"", "\"\\ud83d\\ude00é\"", "\"\\u202e\\u2028\"", "[]", "{}", "[null]", "[[]]", "[0]", "[\"x\"]", "{\"x\":1}", "NaN", "01", "+1", ".5", "1.", "'x'", "tru", "",
    ];

    private static readonly int[] Depths = [3, 30, 63, 64, 65, 500, 20_000], Lengths = [100, 1_000, 10_000, 300_000];

    /// <summary>One to three changes of a tree.</summary>
    /// <param name="root">Changed.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="mild">Share of the trees that are changed mildly.</param>
    public static void Change(Node root, Random random, double mild = 0.4)
    {
        var isMild = random.NextDouble() < mild;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            if (isMild) ChangeMildly(root, random);
            else ChangeHarshly(root, random);
        }
    }

    /// <summary>A change that most readers should bear.</summary>
    public static void ChangeMildly(Node root, Random random)
    {
        var nodes = root.All().ToList();
        var node = random.Pick(nodes);
        switch (random.Next(7))
        {
            case 0 when Any(nodes, one => one.Members is not null, random) is { } target:
                target.Members!.Insert(random.Next(target.Members.Count + 1), ($"unknown_{random.Next(100)}", random.Pick(nodes).Clone()));
                break;
            case 1 when Any(nodes, one => one.Members is { Count: > 1 }, random) is { } target:
                target.Members = [.. target.Members!.OrderBy(_ => random.Next())];
                break;
            case 2 when Any(nodes, one => one.Items is { Count: > 1 }, random) is { } target:
                target.Items!.RemoveAt(random.Next(target.Items.Count));
                break;
            case 3 or 4 when Any(nodes, IsNumber, random) is { } target:
                target.Raw = Nudged(target.Raw!, random);
                break;
            default:
                if (Any(nodes, IsText, random) is { } text) text.Raw = Altered(text.Raw!, random);
                else node.Become(node);
                break;
        }
    }

    /// <summary>A change that most readers should not bear.</summary>
    public static void ChangeHarshly(Node root, Random random)
    {
        var nodes = root.All().ToList();
        var node = random.Pick(nodes);
        switch (random.Next(9))
        {
            case 0 when Any(nodes, one => one.Members is { Count: > 0 }, random) is { } target:
                target.Members!.RemoveAt(random.Next(target.Members.Count));
                break;
            case 1 when Any(nodes, one => one.Members is { Count: > 0 }, random) is { } target:
                var twice = random.Pick(target.Members!);
                target.Members!.Insert(random.Next(target.Members.Count + 1), (twice.Key, random.Next(2) == 0 ? twice.Value.Clone() : Node.Of(random.Pick(Scalars))));
                break;
            case 2:
                node.Become(random.Pick(nodes));
                break;
            case 3 when Any(nodes, one => one.Members is { Count: > 1 }, random) is { } target:
                var (one, other) = (random.Next(target.Members!.Count), random.Next(target.Members.Count));
                (target.Members[one], target.Members[other]) = ((target.Members[one].Key, target.Members[other].Value), (target.Members[other].Key, target.Members[one].Value));
                break;
            case 4:
                var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"x\":", "}");
                var depth = random.Pick(Depths);
                node.Become(Node.Of(string.Concat(Enumerable.Repeat(open, depth)) + (node.Raw ?? "0") + string.Concat(Enumerable.Repeat(close, depth))));
                break;
            case 5:
                node.Become(Node.Of(JsonSerializer.Serialize(new string(random.Pick("a ☃0\n"), random.Pick(Lengths)))));
                break;
            case 6 when Any(nodes, one => one.Items is { Count: > 0 }, random) is { } target:
                var item = random.Pick(target.Items!);
                target.Items!.AddRange(Enumerable.Range(0, random.Pick((int[])[1, 2, 300])).Select(_ => item.Clone()));
                break;
            default:
                var leaf = Any(nodes, one => one.Raw is not null, random) ?? node;
                leaf.Become(Node.Of(random.Pick(Scalars)));
                break;
        }
    }

    private static bool IsNumber(Node node) => node.Raw is { Length: > 0 } raw && (char.IsAsciiDigit(raw[0]) || raw[0] == '-');

    private static bool IsText(Node node) => node.Raw is { Length: > 1 } raw && raw[0] == '"';

    private static string Nudged(string raw, Random random)
    {
        if (long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs(whole) < int.MaxValue) return $"{Math.Max(0, whole + random.Next(-1, 2))}";
        return double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number * (0.5 + random.NextDouble())).ToString("R", CultureInfo.InvariantCulture) : raw;
    }

    private static string Altered(string raw, Random random)
    {
        string text;
        try
        {
            text = JsonSerializer.Deserialize<string>(raw)!;
        }
        catch (JsonException)
        {
            return raw;
        }

        var at = random.Next(text.Length + 1);
        return JsonSerializer.Serialize(random.Next(3) == 0 && at < text.Length ? text.Remove(at, 1) : text.Insert(at, random.Pick((string[])["a", "Z", "9", "_", "é", " "])));
    }

    private static Node? Any(IReadOnlyList<Node> nodes, Func<Node, bool> fits, Random random)
    {
        var fitting = nodes.Where(fits).ToList();
        return fitting.Count == 0 ? null : random.Pick(fitting);
    }
}
