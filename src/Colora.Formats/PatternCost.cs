namespace Colora.Formats;

/// <summary>
/// How a regular expression from a file can backtrack. It must cost at most a number of retries that grows with the
/// text's length, not with its square or exponentially: it could hang the program, and a tokenizer's engine (Oniguruma)
/// ends the process after ten million retries. Judged by the pattern's form: strict, but all published tokenizers pass.
/// </summary>
public sealed class PatternCost
{
    private const int LongestPattern = 10_000, DeepestGroup = 60, SmallRepeat = 32, FewRepeats = 4, MostChoices = 16;

    private readonly string text;
    private int at;
    private int depth;

    private PatternCost(string text) => this.text = text;

    /// <summary>
    /// Why a pattern could take too many steps, or null if it cannot. What is no pattern at all is the engine's to say.
    /// </summary>
    public static string? Fault(string pattern)
    {
        if (pattern.Length > LongestPattern) return $"has {pattern.Length} characters, more than {LongestPattern}";
        try
        {
            var parser = new PatternCost(pattern);
            var cost = parser.Alternatives();
            return cost.Retries > 1 || cost.Choices > MostChoices ? "can backtrack without bound" : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private bool Ended => at >= text.Length;

    private Node Alternatives()
    {
        if (++depth > DeepestGroup) throw new FormatException($"has groups nested deeper than {DeepestGroup}");
        var all = Sequence();
        var count = 1;
        for (; !Ended && text[at] == '|'; count++)
        {
            at++;
            var next = Sequence();
            all = new Node(
                Math.Max(all.Ways, next.Ways), Math.Max(all.Retries, next.Retries), Math.Max(all.Choices, next.Choices),
                all.CanFail && next.CanFail, IsSingle: false);
        }

        depth--;
        return all with { Choices = all.Choices + Math.Log2(count) };
    }

    /// <summary>Each part that can fail is tried again for every way in which the parts before it match.</summary>
    private Node Sequence()
    {
        var (ways, retries, choices, canFail, isSingle) = (0, 0, 0.0, false, true);
        while (!Ended && text[at] is not ('|' or ')'))
        {
            var part = Repeated(Atom());
            if (part.CanFail) retries = Math.Max(retries, ways + part.Retries);
            else retries = Math.Max(retries, part.Retries);
            ways += part.Ways;
            choices += part.Choices;
            canFail |= part.CanFail;
            isSingle &= part.IsSingle;
        }

        return new Node(ways, retries, choices, canFail, isSingle);
    }

    private Node Repeated(Node part)
    {
        while (!Ended && Bounds() is var (least, most))
        {
            // Possessive: what was taken is never given back.
            var isPossessive = !Ended && text[at] == '+' && most is null or 1;
            if (!Ended && text[at] is '?' or '+' && (text[at] == '?' || isPossessive)) at++;
            if (most is null or > FewRepeats && !part.IsSingle) return part with { Retries = 2 };
            var grows = most is null or > SmallRepeat && !isPossessive;
            var choices = most is { } limit
                ? (part.IsSingle ? 0 : limit * part.Choices) + Math.Log2(Math.Max(1, (double)limit - least + 1))
                : 0;
            part = new Node(
                part.Ways + (grows ? 1 : 0), part.Retries, grows ? 0 : choices, part.CanFail && least > 0,
                IsSingle: least == most && part.IsSingle);
        }

        return part;
    }

    /// <summary>
    /// A quantifier: least and most repeats, the latter null for any number; null where there is none.
    /// </summary>
    private (int Least, int? Most)? Bounds()
    {
        switch (text[at])
        {
            case '*':
                at++;
                return (0, null);
            case '+':
                at++;
                return (1, null);
            case '?':
                at++;
                return (0, 1);
            case '{':
                var end = text.IndexOf('}', at);
                if (end < 0) return null;
                var parts = text[(at + 1)..end].Split(',');
                if (parts.Length > 2
                    || parts.Any(part => part.Any(c => !char.IsAsciiDigit(c)))
                    || parts.All(part => part.Length == 0))
                {
                    return null;
                }

                at = end + 1;
                return (Number(parts[0]),
                    parts.Length == 1 ? Number(parts[0]) : parts[1].Length == 0 ? null : Number(parts[1]));
            default:
                return null;
        }
    }

    private static int Number(string digits) =>
        digits.Length == 0 ? 0 : int.TryParse(digits, out var number) ? number : int.MaxValue;

    private Node Atom()
    {
        switch (text[at++])
        {
            case '(':
                return Group();
            case '[':
                SkipClass();
                return Node.Character;
            case '\\':
                return Escape();
            case '^' or '$':
                return Node.Place;
            default:
                return Node.Character;
        }
    }

    private Node Escape()
    {
        if (Ended) return Node.Character;
        var escaped = text[at++];
        if (escaped is 'g' && !Ended && text[at] == '<') throw new FormatException("calls one of its own groups");
        if (escaped is 'p' or 'P' or 'x' or 'k' && !Ended && text[at] is '{' or '<')
        {
            var end = text.IndexOf(text[at] == '{' ? '}' : '>', at);
            if (end >= 0) at = end + 1;
        }

        return escaped is 'b' or 'B' or 'A' or 'Z' or 'z' or 'G' ? Node.Place
            : escaped is 'X' or 'R' ? Node.Character with { IsSingle = false }
            : Node.Character;
    }

    private Node Group()
    {
        var (isLook, isAtomic) = (false, false);
        if (!Ended && text[at] == '?')
        {
            at++;
            if (Ended) return Node.Character;
            var kind = text[at++];
            switch (kind)
            {
                case '=' or '!':
                    isLook = true;
                    break;
                case '>':
                    isAtomic = true;
                    break;
                case '<' when !Ended && text[at] is '=' or '!':
                    at++;
                    isLook = true;
                    break;
                case '<':
                    at = text.IndexOf('>', at) is >= 0 and var end ? end + 1 : text.Length;
                    break;
                case '#':
                    at = text.IndexOf(')', at) is >= 0 and var close ? close + 1 : text.Length;
                    return Node.Place with { CanFail = false };
                case ':':
                    break;
                default:
                    at--;
                    SkipFlags();
                    if (!Ended && text[at] == ')')
                    {
                        at++;
                        return Node.Place with { CanFail = false };
                    }

                    at++;
                    break;
            }
        }

        var inner = Alternatives();
        if (!Ended) at++;
        if (isLook) return new Node(0, inner.Retries, inner.Choices, true, true);
        return isAtomic ? inner with { Ways = 0, Choices = 0 } : inner;
    }

    private void SkipFlags()
    {
        for (; !Ended && text[at] is not (')' or ':'); at++)
            if (text[at] is not ('i' or 'm' or 's' or '-' or 'W' or 'D' or 'S' or 'P'))
                throw new FormatException($"uses the group (?{text[at]}, which is not supported");
    }

    private void SkipClass()
    {
        if (!Ended && text[at] == '^') at++;
        if (!Ended && text[at] == ']') at++;
        for (var open = 1; !Ended && open > 0; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '[') open++;
            else if (text[at] == ']') open--;
        }

        at = Math.Min(at, text.Length);
    }

    /// <summary>A part of a pattern.</summary>
    /// <param name="Ways">In how many ways it can match: a power of the text's length.</param>
    /// <param name="Retries">How often it starts again inside: a power of the text's length.</param>
    /// <param name="Choices">The same for what does not grow with the text: a power of 2.</param>
    /// <param name="CanFail">Whether there are places where it does not match.</param>
    /// <param name="IsSingle">Whether it matches in one way only at any place.</param>
    private sealed record Node(int Ways, int Retries, double Choices, bool CanFail, bool IsSingle)
    {
        public static Node Character { get; } = new(0, 0, 0, true, true);

        public static Node Place { get; } = new(0, 0, 0, true, true);
    }
}
