using System.Globalization;
using System.Text;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Filters that give text.</summary>
internal static class TextFilters
{
    public static IReadOnlyDictionary<string, Func<Meter, object?, CallArguments, object?>> All { get; } = new Dictionary<string, Func<Meter, object?, CallArguments, object?>>
    {
        ["capitalize"] = (meter, value, with) => with.Bind("capitalize", 0) is var _ ? Keeping(meter, value, text => LetterCase.Capitalize(meter, text)) : null,
        ["center"] = (meter, value, with) => with.Bind("center", 0, "width").Index(0, 80) is var width ? Keeping(meter, value, text => TextMethods.Justify(meter, text, "center", width, " ")) : null,
        ["e"] = Escape,
        ["escape"] = Escape,
        ["filesizeformat"] = (meter, value, with) => FileSize(meter, value, with.Bind("filesizeformat", 0, "binary").Flag(0)),
        ["forceescape"] = (meter, value, with) => with.Bind("forceescape", 0) is var _ ? new MarkedText(MarkedText.Escape(meter, PythonText.ToText(meter, value))) : null,
        ["format"] = Format,
        ["indent"] = (meter, value, with) => Indent(meter, value, with.Bind("indent", 0, "width", "first", "blank")),
        ["join"] = (meter, value, with) => Join(meter, value, with.Bind("join", 0, "d", "attribute")),
        ["lower"] = (meter, value, with) => with.Bind("lower", 0) is var _ ? Keeping(meter, value, text => LetterCase.ToLower(meter, text)) : null,
        ["replace"] = (meter, value, with) => Replace(meter, value, with.Bind("replace", 2, "old", "new", "count")),
        ["safe"] = (meter, value, with) => with.Bind("safe", 0) is var _ ? new MarkedText(PythonText.ToText(meter, value)) : null,
        ["string"] = (meter, value, with) => with.Bind("string", 0) is var _ ? Keeping(meter, value, text => text) : null,
        ["title"] = (meter, value, with) => with.Bind("title", 0) is var _ ? Keeping(meter, value, text => Title(meter, text)) : null,
        ["tojson"] = (meter, value, with) => ToJson(meter, value, with.Bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys")),
        ["trim"] = (meter, value, with) => with.Bind("trim", 0, "chars").TextOrNone(0) is var chars ? Keeping(meter, value, text => TextParts.Strip(meter, text, chars, true, true)) : null,
        ["truncate"] = (meter, value, with) => Truncate(meter, value, with.Bind("truncate", 0, "length", "killwords", "end", "leeway")),
        ["upper"] = (meter, value, with) => with.Bind("upper", 0) is var _ ? Keeping(meter, value, text => LetterCase.ToUpper(meter, text)) : null,
        ["urlencode"] = (meter, value, with) => with.Bind("urlencode", 0) is var _ ? UrlEncode(meter, value) : null,
        ["wordcount"] = (meter, value, with) => with.Bind("wordcount", 0) is var _ ? WordCount(meter, PythonText.ToText(meter, value)) : null,
    };

    /// <summary>A filter that leaves escaped text escaped.</summary>
    private static object Keeping(Meter meter, object? value, Func<string, string> filter) =>
        value is MarkedText marked ? new MarkedText(filter(marked.Text)) : filter(PythonText.ToText(meter, value));

    private static object? Escape(Meter meter, object? value, CallArguments with)
    {
        with.Bind("escape", 0);
        return value is MarkedText ? value : new MarkedText(MarkedText.Escape(meter, PythonText.ToText(meter, value)));
    }

    private static string Format(Meter meter, object? value, CallArguments with)
    {
        if (with.Places.Count > 0 && with.Names.Count > 0) throw new TemplateException("can't handle positional and keyword arguments at the same time");
        if (value is MarkedText) throw new TemplateException("format of escaped text is not supported");
        object? arguments = new PythonTuple(with.Places);
        if (with.Names.Count > 0)
        {
            var dict = new PythonDict(meter);
            foreach (var (name, one) in with.Names) dict.Put(name, one);
            arguments = dict;
        }

        return PercentFormat.Apply(meter, PythonText.ToText(meter, value), arguments);
    }

    private static object Indent(Meter meter, object? value, CallArguments.Bound with)
    {
        if (value is MarkedText marked) return new MarkedText((string)Indent(meter, marked.Text, with));
        if (value is not string text) throw value is Undefined missing ? missing.Refusal() : new TemplateException($"can only concatenate str (not \"{PythonValue.TypeName(value)}\") to str");
        var prefix = with.Or(0, 4L) is string given ? given : Blanks(meter, with.Or(0, 4L));
        bool first = with.Flag(1), blank = with.Flag(2);
        var lines = TextParts.Lines(meter, text + "\n", keep: false);
        var result = new TextBuilder(meter);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = (string)lines[i]!;
            if (i > 0) result.Append('\n');
            if (i == 0 ? first : blank || line.Length > 0) result.Append(prefix);
            result.Append(line);
        }

        return result.ToString();
    }

    /// <summary>' ' * count.</summary>
    private static string Blanks(Meter meter, object? count) => (string)PythonOperators.Binary(meter, "*", " ", count)!;

    private static string Join(Meter meter, object? value, CallArguments.Bound with)
    {
        var separator = PythonText.ToText(meter, with.Or(0, ""));
        var attribute = with.Or(1, null);
        var result = new TextBuilder(meter);
        var first = true;
        foreach (var item in PythonValue.Iterate(meter, value))
        {
            if (!first) result.Append(separator);
            first = false;
            result.Append(PythonText.ToText(meter, attribute is null ? item : AttributePath.Of(meter, attribute).Get(meter, item)));
        }

        return result.ToString();
    }

    private static string Replace(Meter meter, object? value, CallArguments.Bound with) => TextParts.Replace(
        meter, PythonText.ToText(meter, value), PythonText.ToText(meter, with[0]), PythonText.ToText(meter, with[1]), with.Or(2, null) is null ? -1 : with.Index(2, -1));

    /// <summary>Every word's first letter large, the rest small; words begin behind blanks, dashes and opening brackets.</summary>
    private static string Title(Meter meter, string text)
    {
        var result = new TextBuilder(meter);
        var begin = 0;
        bool Parts(char c) => LetterClass.IsBlank(c) || c is '-' or '(' or '{' or '[' or '<';
        while (begin < text.Length)
        {
            var end = begin;
            var parts = Parts(text[begin]);
            while (end < text.Length && Parts(text[end]) == parts) end++;
            var width = CodePoints.Width(text, begin);
            result.Append(LetterCase.ToUpper(meter, text.Substring(begin, width))).Append(LetterCase.ToLower(meter, text[(begin + width)..end]));
            begin = end;
        }

        return result.ToString();
    }

    private static string ToJson(Meter meter, object? value, CallArguments.Bound with)
    {
        var indent = with.Or(1, null) switch
        {
            null => null,
            string text => text,
            var count when PythonInteger.Is(count) => Blanks(meter, count),
            var other => throw new TemplateException($"can't multiply sequence by non-int of type '{PythonValue.TypeName(other)}'"),
        };
        var (items, keys) = (indent is null ? ", " : ",", ": ");
        if (with.Or(2, null) is { } separators)
        {
            if (separators is not List<object?> { Count: 2 } pair || pair[0] is not string first || pair[1] is not string second) throw new TemplateException("separators must be two strings");
            (items, keys) = (first, second);
        }

        return PythonJson.Write(meter, value, with.Flag(0), indent, items, keys, with.Flag(3));
    }

    private static object? Truncate(Meter meter, object? value, CallArguments.Bound with)
    {
        var (length, leeway) = (with.Index(0, 255), with.Or(3, null) is null ? 5 : with.Index(3, 5));
        var end = with.Has(2) ? with.Text(2) : "...";
        if (length < CodePoints.Length(end)) throw new TemplateException($"expected length >= {CodePoints.Length(end)}, got {length}");
        if (leeway < 0) throw new TemplateException($"expected leeway >= 0, got {leeway}");
        if (PythonValue.Length(meter, value) <= (decimal)length + leeway) return value;
        if (value is not string text) throw new TemplateException($"truncate of a {PythonValue.TypeName(value)} that is too long is not supported");
        var cut = text[..CodePoints.Unit(meter, text, length - CodePoints.Length(end))];
        var blank = with.Flag(1) ? -1 : cut.LastIndexOf(' ');
        meter.Text(cut.Length + end.Length);
        return string.Concat(blank < 0 ? cut : cut.AsSpan(0, blank), end);
    }

    private static long WordCount(Meter meter, string text)
    {
        meter.Work(text.Length * 4L);
        long count = 0;
        var inside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var word = LetterClass.IsWord(rune);
            if (word && !inside) count++;
            inside = word;
        }

        return count;
    }

    private static string UrlEncode(Meter meter, object? value)
    {
        if (value is string or MarkedText || !PythonValue.IsIterable(value)) return Quote(meter, PythonText.ToText(meter, value), "/");
        var result = new TextBuilder(meter);
        var pairs = value is PythonDict dict ? dict.Pairs.Select(pair => (object?)new PythonTuple([pair.Key, pair.Value])) : PythonValue.Iterate(meter, value);
        var first = true;
        foreach (var pair in pairs)
        {
            var parts = PythonValue.ToList(meter, pair);
            if (parts.Count != 2) throw new TemplateException($"{parts.Count} values to unpack, expected 2");
            if (!first) result.Append('&');
            first = false;
            result.Append(Quote(meter, PythonText.ToText(meter, parts[0]), "").Replace("%20", "+", StringComparison.Ordinal)).Append('=')
                .Append(Quote(meter, PythonText.ToText(meter, parts[1]), "").Replace("%20", "+", StringComparison.Ordinal));
        }

        return result.ToString();
    }

    private static string Quote(Meter meter, string text, string kept)
    {
        var result = new TextBuilder(meter);
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)one;
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '~' || kept.Contains(c)) result.Append(c);
            else result.Append($"%{one:X2}");
        }

        return result.ToString();
    }

    private static string FileSize(Meter meter, object? value, bool binary)
    {
        var size = ValueFilters.ToFloat(meter, value) ?? throw new TemplateException($"could not convert {PythonValue.TypeName(value)} to float");
        var step = binary ? 1024.0 : 1000.0;
        if (size == 1) return "1 Byte";
        if (size < step) return $"{new System.Numerics.BigInteger(PythonFloat.Finite(size)).ToString(CultureInfo.InvariantCulture)} Bytes";
        string[] units = binary ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        var unit = step;
        for (var i = 0; ; i++)
        {
            unit *= step;
            if (size < unit || i + 1 == units.Length)
            {
                var scaled = step * size / unit;
                return $"{(PythonFloat.IsSpecial(scaled) ? PythonFloat.Represent(scaled) : PythonFloat.Fixed(meter, scaled, 1))} {units[i]}";
            }
        }
    }
}
