using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>Methods of strings.</summary>
internal static class TextMethods
{
    public static BuiltIn? Find(string text, string name)
    {
        Func<Meter, CallArguments, object?>? run = name switch
        {
            "strip" or "lstrip" or "rstrip" => (meter, with) => TextParts.Strip(meter, text, with.Bind(name, 0, "/chars").TextOrNone(0), name != "rstrip", name != "lstrip"),
            "split" or "rsplit" => (meter, with) => with.Bind(name, 0, "sep", "maxsplit") is var given && name == "split"
                ? TextParts.Split(meter, text, given.TextOrNone(0), given.Index(1, -1)) : TextParts.SplitFromRight(meter, text, given.TextOrNone(0), given.Index(1, -1)),
            "splitlines" => (meter, with) => TextParts.Lines(meter, text, with.Bind(name, 0, "keepends").Flag(0)),
            "partition" or "rpartition" => (meter, with) => TextParts.Partition(meter, text, with.Bind(name, 1, "/sep").Text(0), name == "rpartition"),
            "startswith" or "endswith" => (meter, with) => HasEnd(meter, text, name, with.Bind(name, 1, "/prefix", "/start", "/end")),
            "upper" => (meter, with) => Bare(name, with) ? LetterCase.ToUpper(meter, text) : null,
            "lower" => (meter, with) => Bare(name, with) ? LetterCase.ToLower(meter, text) : null,
            "title" => (meter, with) => Bare(name, with) ? LetterCase.Title(meter, text) : null,
            "capitalize" => (meter, with) => Bare(name, with) ? LetterCase.Capitalize(meter, text) : null,
            "swapcase" => (meter, with) => Bare(name, with) ? LetterCase.SwapCase(meter, text) : null,
            "casefold" => (meter, with) => Bare(name, with) ? LetterCase.CaseFold(meter, text) : null,
            "replace" => (meter, with) => with.Bind(name, 2, "/old", "/new", "/count") is var given ? TextParts.Replace(meter, text, given.Text(0), given.Text(1), given.Index(2, -1)) : null,
            "join" => (meter, with) => Join(meter, text, with.Bind(name, 1, "/iterable")[0]),
            "find" or "rfind" or "index" or "rindex" or "count" => (meter, with) => Search(meter, text, name, with.Bind(name, 1, "/sub", "/start", "/end")),
            "center" or "ljust" or "rjust" => (meter, with) => with.Bind(name, 1, "/width", "/fillchar") is var given ? Justify(meter, text, name, given.Index(0, 0), given.Has(1) ? given.Text(1) : " ") : null,
            "zfill" => (meter, with) => ZeroFill(meter, text, with.Bind(name, 1, "/width").Index(0, 0)),
            "expandtabs" => (meter, with) => ExpandTabs(meter, text, with.Bind(name, 0, "tabsize").Index(0, 8)),
            "removeprefix" => (meter, with) => with.Bind(name, 1, "/prefix").Text(0) is var part && text.StartsWith(part, StringComparison.Ordinal) ? Cut(meter, text, part.Length, text.Length) : text,
            "removesuffix" => (meter, with) => with.Bind(name, 1, "/suffix").Text(0) is var part && text.EndsWith(part, StringComparison.Ordinal) ? Cut(meter, text, 0, text.Length - part.Length) : text,
            "format" => (meter, with) => new BraceFormat(meter, with.Places, key => with.Names.TryGetValue(key, out var value) ? (true, value) : (false, null)).Run(text),
            "format_map" => (meter, with) => FormatMap(meter, text, with.Bind(name, 1, "/mapping")[0]),
            "encode" or "maketrans" or "translate" => (_, _) => throw new TemplateException($"the method '{name}' is not supported"),
            _ when IsQuestion(name) => (meter, with) => Bare(name, with) ? Answer(meter, text, name) : null,
            _ => null,
        };
        return run is null ? null : new BuiltIn(name, run);
    }

    /// <summary>Whether a text is what a str.is… method asks.</summary>
    public static bool Answer(Meter meter, string text, string question)
    {
        meter.Work(text.Length * 2L);
        return question switch
        {
            "isascii" => Ascii.IsValid(text),
            "isprintable" => All(text, LetterClass.IsPrintable),
            "isupper" => HasCase(text, LetterClass.IsUpper, rune => LetterClass.IsLower(rune) || LetterClass.IsTitle(rune)),
            "islower" => HasCase(text, LetterClass.IsLower, rune => LetterClass.IsUpper(rune) || LetterClass.IsTitle(rune)),
            "istitle" => IsTitle(text),
            "isidentifier" => Ascii.IsValid(text) ? text.Length > 0 && !char.IsAsciiDigit(text[0]) && All(text, LetterClass.IsWord)
                : throw new TemplateException("isidentifier of a text that is not ASCII is not supported"),
            _ => text.Length > 0 && All(text, question switch
            {
                "isalpha" => LetterClass.IsAlpha,
                "isalnum" => LetterClass.IsAlnum,
                "isdecimal" => LetterClass.IsDecimal,
                "isdigit" => LetterClass.IsDigit,
                "isnumeric" => LetterClass.IsNumeric,
                _ => LetterClass.IsBlank,
            }),
        };
    }

    /// <summary>The text in the middle of, or at an end of, as many characters as asked.</summary>
    public static string Justify(Meter meter, string text, string way, long width, string fill)
    {
        if (CodePoints.Length(fill) != 1) throw new TemplateException("The fill character must be exactly one character long");
        var missing = width - CodePoints.Length(meter, text);
        if (missing <= 0) return text;
        meter.Text(Math.Min(missing, int.MaxValue) + text.Length);
        var left = way switch { "ljust" => 0, "rjust" => missing, _ => (missing / 2) + (missing & width & 1) };
        var result = new TextBuilder(meter);
        Repeat(result, fill, left);
        result.Append(text);
        Repeat(result, fill, missing - left);
        return result.ToString();
    }

    private static void Repeat(TextBuilder result, string fill, long count)
    {
        if (fill.Length == 1) result.Append(fill[0], count);
        else for (long i = 0; i < count; i++) result.Append(fill);
    }

    private static bool IsQuestion(string name) => name is "isdigit" or "isalpha" or "isalnum" or "isspace" or "isupper" or "islower" or "isnumeric" or "isdecimal"
        or "istitle" or "isascii" or "isprintable" or "isidentifier";

    private static bool Bare(string name, CallArguments with)
    {
        with.Bind(name, 0);
        return true;
    }

    private static string Cut(Meter meter, string text, int from, int to)
    {
        meter.Text(to - from);
        return text[from..to];
    }

    private static bool All(string text, Func<Rune, bool> holds)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!holds(rune)) return false;
        return true;
    }

    private static bool HasCase(string text, Func<Rune, bool> wanted, Func<Rune, bool> refused)
    {
        var any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (refused(rune)) return false;
            any |= wanted(rune);
        }

        return any;
    }

    private static bool IsTitle(string text)
    {
        bool any = false, inside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (LetterClass.IsUpper(rune) || LetterClass.IsTitle(rune))
            {
                if (inside) return false;
                any = inside = true;
            }
            else if (LetterClass.IsLower(rune))
            {
                if (!inside) return false;
            }
            else
            {
                inside = false;
            }
        }

        return any;
    }

    private static string Join(Meter meter, string separator, object? items)
    {
        var result = new TextBuilder(meter);
        var count = 0;
        foreach (var item in PythonValue.Iterate(meter, items))
        {
            if (count > 0) result.Append(separator);
            if (item is MarkedText) throw new TemplateException("joining escaped text by the method is not supported; use | join");
            result.Append(item as string ?? throw new TemplateException($"sequence item {count}: expected str instance, {PythonValue.TypeName(item)} found"));
            count++;
        }

        return result.ToString();
    }

    private static bool HasEnd(Meter meter, string text, string name, CallArguments.Bound with)
    {
        var candidates = with[0] switch
        {
            string one => [one],
            PythonTuple many => many.Select(item => item as string ?? throw new TemplateException($"tuple for {name} must only contain str, not {PythonValue.TypeName(item)}")),
            _ => throw new TemplateException($"{name} first arg must be str or a tuple of str, not {PythonValue.TypeName(with[0])}"),
        };
        var (from, to) = PythonSlice.Units(meter, text, with.Or(1, null), with.Or(2, null));
        foreach (var candidate in candidates)
        {
            meter.Work(candidate.Length + 32);
            if (to < from || candidate.Length > to - from) continue;
            var part = text.AsSpan(from, to - from);
            if (name == "startswith" ? part.StartsWith(candidate, StringComparison.Ordinal) : part.EndsWith(candidate, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private static long Search(Meter meter, string text, string name, CallArguments.Bound with)
    {
        var part = with.Text(0);
        var (from, to) = PythonSlice.Units(meter, text, with.Or(1, null), with.Or(2, null));
        if (name == "count") return TextSearch.Count(meter, text, part, from, to);
        var unit = name.StartsWith('r') ? TextSearch.FindLast(meter, text, part, from, to) : TextSearch.Find(meter, text, part, from, to);
        var place = CodePoints.Index(meter, text, unit);
        return place >= 0 || !name.EndsWith("index", StringComparison.Ordinal) ? place : throw new TemplateException("substring not found");
    }

    private static string ZeroFill(Meter meter, string text, long width)
    {
        var missing = width - CodePoints.Length(meter, text);
        if (missing <= 0) return text;
        meter.Text(Math.Min(missing, int.MaxValue) + text.Length);
        var sign = text.Length > 0 && (text[0] is '+' or '-') ? 1 : 0;
        return string.Concat(text.AsSpan(0, sign), new string('0', (int)missing), text.AsSpan(sign));
    }

    private static string ExpandTabs(Meter meter, string text, long size)
    {
        var result = new TextBuilder(meter);
        long column = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\t')
            {
                var blanks = size > 0 ? size - (column % size) : 0;
                result.Append(' ', blanks);
                column += blanks;
                continue;
            }

            column = rune.Value is '\n' or '\r' ? 0 : column + 1;
            result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static string FormatMap(Meter meter, string text, object? mapping) => mapping is PythonDict dict
        ? new BraceFormat(meter, [], key => dict.TryFind(key, out var value) ? (true, value) : (false, null)).Run(text)
        : throw new TemplateException($"format_map() of a {PythonValue.TypeName(mapping)} is not supported");
}
