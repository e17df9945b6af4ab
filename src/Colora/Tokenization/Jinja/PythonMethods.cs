using System.Globalization;
using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Attributes and methods of strings, lists and dictionaries. Methods that change a value are refused, as in Jinja's sandbox.</summary>
internal static class PythonMethods
{
    private const string Blanks = " \t\n\r\v\f\u001c\u001d\u001e\u001f\u0085\u00a0";

    /// <summary>value.name: a method, or the entry of that name.</summary>
    public static object? Attribute(object? value, string name)
    {
        switch (value)
        {
            case Undefined missing:
                throw new JinjaException($"'{missing.Name}' is undefined");
            case string text when IsTextMethod(name):
                return (JinjaFunction)((places, names) => OfText(text, name, new CallArguments(places, names)));
            case PythonDict dict when name is "items" or "keys" or "values" or "get" or "copy":
                return (JinjaFunction)((places, names) => OfDict(dict, name, new CallArguments(places, names)));
            case List<object?> list when name is "index" or "count":
                return (JinjaFunction)((places, _) => name == "count" ? list.LongCount(item => PythonValue.AreEqual(item, places[0])) : IndexIn(list, places[0]));
            case List<object?> when name is "append" or "extend" or "insert" or "pop" or "remove" or "clear" or "sort" or "reverse":
            case PythonDict when name is "update" or "pop" or "clear" or "setdefault" or "popitem":
                throw new JinjaException($"access to attribute '{name}' of '{PythonValue.TypeName(value)}' object is unsafe.");
            default:
                return PythonOperators.Subscript(value, name);
        }
    }

    public static List<object?> Items(PythonDict dict) => dict.Select(pair => (object?)new PythonTuple([pair.Key, pair.Value])).ToList();

    public static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Center(string text, int width)
    {
        var space = width - text.Length;
        if (space <= 0) return text;
        var left = (space / 2) + (space & width & 1);
        return new string(' ', left) + text + new string(' ', space - left);
    }

    /// <summary>Every word's first letter large, the rest small; words end at whatever is no letter, or (apart) at blanks, dashes and brackets.</summary>
    public static string Title(string text, bool apart)
    {
        var result = new StringBuilder(text.Length);
        var begins = true;
        foreach (var c in text)
        {
            result.Append(begins ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            begins = apart ? char.IsWhiteSpace(c) || c is '-' or '(' or '{' or '[' or '<' : !char.IsLetter(c);
        }

        return result.ToString();
    }

    public static string Strip(string text, string? chars, bool left, bool right)
    {
        bool Goes(char c) => chars is null ? char.IsWhiteSpace(c) || Blanks.Contains(c) : chars.Contains(c);
        int from = 0, to = text.Length;
        while (left && from < to && Goes(text[from])) from++;
        while (right && to > from && Goes(text[to - 1])) to--;
        return text[from..to];
    }

    public static string Replace(string text, string old, string by, long count)
    {
        if (count < 0 && old.Length > 0) return text.Replace(old, by, StringComparison.Ordinal);
        var result = new StringBuilder();
        var at = 0;
        for (long done = 0; count < 0 || done < count; done++)
        {
            var found = old.Length == 0 ? at : text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0 || found > text.Length) break;
            result.Append(text, at, found - at).Append(by);
            at = found + old.Length;
            if (old.Length > 0) continue;
            if (at >= text.Length)
            {
                at = text.Length;
                break;
            }

            result.Append(text[at++]);
            if (at == text.Length && (count < 0 || done + 1 < count))
            {
                result.Append(by);
                break;
            }
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    public static List<object?> Split(string text, string? separator, long most)
    {
        if (separator == "") throw new JinjaException("empty separator");
        var parts = new List<object?>();
        if (separator is not null)
        {
            var at = 0;
            while (most < 0 || parts.Count < most)
            {
                var found = text.IndexOf(separator, at, StringComparison.Ordinal);
                if (found < 0) break;
                parts.Add(text[at..found]);
                at = found + separator.Length;
            }

            parts.Add(text[at..]);
            return parts;
        }

        var rest = Strip(text, null, true, false);
        while (rest.Length > 0)
        {
            if (most >= 0 && parts.Count == most)
            {
                parts.Add(Strip(rest, null, false, true));
                break;
            }

            var end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end])) end++;
            parts.Add(rest[..end]);
            rest = Strip(rest[end..], null, true, false);
        }

        return parts;
    }

    private static List<object?> SplitFromRight(string text, string? separator, long most)
    {
        if (most < 0) return Split(text, separator, -1);
        string Mirror(string s) => string.Concat(s.Reverse());
        return Split(Mirror(text), separator is null ? null : Mirror(separator), most).Select(part => (object?)Mirror((string)part!)).Reverse().ToList();
    }

    private static bool IsTextMethod(string name) => name is "strip" or "lstrip" or "rstrip" or "split" or "rsplit" or "splitlines" or "startswith" or "endswith"
        or "upper" or "lower" or "title" or "capitalize" or "swapcase" or "casefold" or "replace" or "join" or "find" or "rfind" or "index" or "count"
        or "isdigit" or "isalpha" or "isalnum" or "isspace" or "isupper" or "islower" or "isnumeric" or "zfill" or "center" or "ljust" or "rjust" or "format" or "partition" or "rpartition"
        or "removeprefix" or "removesuffix";

    private static object? OfText(string text, string name, CallArguments with)
    {
        string? Optional(int place, string key) => with.Get(place, key) is { } value ? PythonValue.ToText(value) : null;
        return name switch
        {
            "strip" => Strip(text, Optional(0, "chars"), true, true),
            "lstrip" => Strip(text, Optional(0, "chars"), true, false),
            "rstrip" => Strip(text, Optional(0, "chars"), false, true),
            "split" => Split(text, Optional(0, "sep"), with.Integer(1, "maxsplit", -1)),
            "rsplit" => SplitFromRight(text, Optional(0, "sep"), with.Integer(1, "maxsplit", -1)),
            "splitlines" => SplitLines(text, with.Flag(0, "keepends")),
            "startswith" => Candidates(with).Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
            "endswith" => Candidates(with).Any(suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
            "upper" => text.ToUpperInvariant(),
            "lower" or "casefold" => text.ToLowerInvariant(),
            "title" => Title(text, apart: false),
            "capitalize" => Capitalize(text),
            "swapcase" => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))),
            "replace" => Replace(text, with.Text(0, "old", ""), with.Text(1, "new", ""), with.Integer(2, "count", -1)),
            "join" => string.Join(text, PythonValue.Items(with.Get(0, "iterable")).Select(item => item as string ?? throw new JinjaException($"sequence item: expected str instance, {PythonValue.TypeName(item)} found"))),
            "find" => CodePoint(text, text.IndexOf(with.Text(0, "sub", ""), StringComparison.Ordinal)),
            "rfind" => CodePoint(text, text.LastIndexOf(with.Text(0, "sub", ""), StringComparison.Ordinal)),
            "index" => CodePoint(text, text.IndexOf(with.Text(0, "sub", ""), StringComparison.Ordinal)) is >= 0 and var place ? place : throw new JinjaException("substring not found"),
            "count" => (long)Split(text, with.Text(0, "sub", ""), -1).Count - 1,
            "isdigit" or "isnumeric" => text.Length > 0 && text.All(char.IsDigit),
            "isalpha" => text.Length > 0 && text.All(char.IsLetter),
            "isalnum" => text.Length > 0 && text.All(char.IsLetterOrDigit),
            "isspace" => text.Length > 0 && text.All(char.IsWhiteSpace),
            "isupper" => TemplateTests.Holds("upper", text, []),
            "islower" => TemplateTests.Holds("lower", text, []),
            "zfill" => text.StartsWith('-') ? "-" + text[1..].PadLeft((int)with.Integer(0, "width", 0) - 1, '0') : text.PadLeft((int)with.Integer(0, "width", 0), '0'),
            "center" => Center(text, (int)with.Integer(0, "width", 0)),
            "ljust" => text.PadRight((int)with.Integer(0, "width", 0), with.Text(1, "fillchar", " ")[0]),
            "rjust" => text.PadLeft((int)with.Integer(0, "width", 0), with.Text(1, "fillchar", " ")[0]),
            "partition" => Partition(text, with.Text(0, "sep", ""), text.IndexOf(with.Text(0, "sep", ""), StringComparison.Ordinal), last: false),
            "rpartition" => Partition(text, with.Text(0, "sep", ""), text.LastIndexOf(with.Text(0, "sep", ""), StringComparison.Ordinal), last: true),
            "removeprefix" => text.StartsWith(with.Text(0, "prefix", ""), StringComparison.Ordinal) ? text[with.Text(0, "prefix", "").Length..] : text,
            "removesuffix" => text.EndsWith(with.Text(0, "suffix", ""), StringComparison.Ordinal) ? text[..^with.Text(0, "suffix", "").Length] : text,
            _ => Format(text, with),
        };
    }

    private static PythonTuple Partition(string text, string separator, int at, bool last) =>
        at >= 0 ? new PythonTuple([text[..at], separator, text[(at + separator.Length)..]]) : new PythonTuple(last ? ["", "", text] : [text, "", ""]);

    private static IEnumerable<string> Candidates(CallArguments with) =>
        with.Get(0, "prefix") is List<object?> many ? many.Select(PythonValue.ToText)
            : [with.Get(0, "prefix") as string ?? throw new JinjaException("startswith first arg must be str or a tuple of str")];

    private static long CodePoint(string text, int unit) => unit < 0 ? -1 : text[..unit].EnumerateRunes().Count();

    private static List<object?> SplitLines(string text, bool keep)
    {
        var lines = new List<object?>();
        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029')) continue;
            var end = i;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            lines.Add(text[begin..(keep ? i + 1 : end)]);
            begin = i + 1;
        }

        if (begin < text.Length) lines.Add(text[begin..]);
        return lines;
    }

    /// <summary>str.format with {}, {0} and {name}.</summary>
    private static string Format(string text, CallArguments with)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                result.Append(text[i++]);
                continue;
            }

            if (text[i] != '{')
            {
                result.Append(text[i]);
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0) throw new JinjaException("expected '}' before end of string");
            var name = text[(i + 1)..end];
            var colon = name.IndexOf(':');
            var spec = colon < 0 ? "" : name[(colon + 1)..];
            if (colon >= 0) name = name[..colon];
            var value = name.Length == 0 ? with.Places[next++] : int.TryParse(name, out var place) ? with.Places[place] : with.Names[name];
            result.Append(spec.EndsWith('f') && spec.StartsWith('.') ? PythonValue.ToDouble(value).ToString("F" + spec[1..^1], CultureInfo.InvariantCulture) : PythonValue.ToText(value));
            i = end;
        }

        return result.ToString();
    }

    private static object? OfDict(PythonDict dict, string name, CallArguments with) => name switch
    {
        "items" => Items(dict),
        "keys" => dict.Keys.Select(key => (object?)key).ToList(),
        "values" => dict.Values.ToList(),
        "copy" => dict,
        _ => with.Get(0, "key") is { } key && dict.TryGetValue(key, out var value) ? value : with.Get(1, "default"),
    };

    private static long IndexIn(List<object?> list, object? item)
    {
        var place = list.FindIndex(other => PythonValue.AreEqual(other, item));
        return place >= 0 ? place : throw new JinjaException($"{PythonValue.Represent(item)} is not in list");
    }
}
