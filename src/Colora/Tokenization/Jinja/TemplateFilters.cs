using System.Globalization;
using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Jinja's filters.</summary>
internal static class TemplateFilters
{
    public static object? Apply(string name, object? value, CallArguments with) => name switch
    {
        "abs" => value is double number ? Math.Abs(number) : (object)Math.Abs(PythonValue.ToLong(value)),
        "attr" => PythonMethods.Attribute(value, with.Text(0, "name", "")),
        "batch" => Batch(PythonValue.Items(value), (int)with.Integer(0, "linecount", 1), with.Places.Count > 1 || with.Names.ContainsKey("fill_with"), with.Get(1, "fill_with")),
        "capitalize" => PythonMethods.Capitalize(PythonValue.ToText(value)),
        "center" => PythonMethods.Center(PythonValue.ToText(value), (int)with.Integer(0, "width", 80)),
        "count" or "length" => PythonValue.Length(value),
        "d" or "default" => value is Undefined || (with.Flag(1, "boolean") && !PythonValue.IsTrue(value)) ? with.Get(0, "default_value", "") : value,
        "dictsort" => DictSort((PythonDict)value!, with),
        "e" or "escape" => Escape(PythonValue.ToText(value)),
        "first" => PythonValue.Items(value) is { Count: > 0 } items ? items[0] : new Undefined("first"),
        "float" => ToFloat(value, with.Get(0, "default", 0.0)),
        "format" => PythonOperators.Format(PythonValue.ToText(value), with.Places),
        "groupby" => GroupBy(PythonValue.Items(value), with),
        "indent" => Indent(PythonValue.ToText(value), with),
        "int" => ToInteger(value, with.Get(0, "default", 0L)),
        "items" => value is Undefined ? new List<object?>() : PythonMethods.Items((PythonDict)value!),
        "join" => string.Join(with.Text(0, "d", ""), Attributes(PythonValue.Items(value), with.Get(1, "attribute")).Select(PythonValue.ToText)),
        "last" => PythonValue.Items(value) is { Count: > 0 } items ? items[^1] : new Undefined("last"),
        "list" => PythonValue.Items(value).ToList(),
        "lower" => PythonValue.ToText(value).ToLowerInvariant(),
        "map" => Map(PythonValue.Items(value), with),
        "max" => PythonValue.Items(value) is { Count: > 0 } items ? items.Aggregate((a, b) => Key(b, with) is var y && PythonValue.Compare(y, Key(a, with)) > 0 ? b : a) : new Undefined("max"),
        "min" => PythonValue.Items(value) is { Count: > 0 } items ? items.Aggregate((a, b) => Key(b, with) is var y && PythonValue.Compare(y, Key(a, with)) < 0 ? b : a) : new Undefined("min"),
        "reject" => PythonValue.Items(value).Where(item => !Test(item, with, 0)).ToList(),
        "rejectattr" => PythonValue.Items(value).Where(item => !TestAttribute(item, with)).ToList(),
        "replace" => Replace(PythonValue.ToText(value), with),
        "reverse" => value is string text ? string.Concat(PythonValue.Items(text).AsEnumerable().Reverse()) : PythonValue.Items(value).AsEnumerable().Reverse().ToList(),
        "round" => Round(PythonValue.ToDouble(value), (int)with.Integer(0, "precision", 0), with.Text(1, "method", "common")),
        "safe" => value,
        "select" => PythonValue.Items(value).Where(item => Test(item, with, 0)).ToList(),
        "selectattr" => PythonValue.Items(value).Where(item => TestAttribute(item, with)).ToList(),
        "slice" => Slices(PythonValue.Items(value), (int)with.Integer(0, "slices", 1), with.Places.Count > 1, with.Get(1, "fill_with")),
        "sort" => Sort(PythonValue.Items(value), with),
        "string" => PythonValue.ToText(value),
        "sum" => Attributes(PythonValue.Items(value), with.Get(0, "attribute")).Aggregate(with.Get(1, "start", 0L), (sum, item) => PythonOperators.Binary("+", sum, item)),
        "title" => PythonMethods.Title(PythonValue.ToText(value), apart: true),
        "tojson" => ToJson(value, with),
        "trim" => with.Get(0, "chars") is string chars ? PythonMethods.Strip(PythonValue.ToText(value), chars, true, true) : PythonMethods.Strip(PythonValue.ToText(value), null, true, true),
        "truncate" => Truncate(PythonValue.ToText(value), with),
        "unique" => Unique(PythonValue.Items(value), with),
        "upper" => PythonValue.ToText(value).ToUpperInvariant(),
        "urlencode" => Uri.EscapeDataString(PythonValue.ToText(value)).Replace("%2F", "/"),
        "wordcount" => (long)PythonMethods.Split(PythonValue.ToText(value), null, -1).Count,
        "xmlattr" or "pprint" => PythonValue.Represent(value),
        _ => throw new JinjaException($"No filter named '{name}'."),
    };

    private static object? Key(object? item, CallArguments with) => Fold(with.Get(1, "attribute") is { } attribute ? ByPath(item, attribute) : item, with.Flag(0, "case_sensitive"));

    private static object? Fold(object? value, bool caseSensitive) => !caseSensitive && value is string text ? text.ToLowerInvariant() : value;

    private static IEnumerable<object?> Attributes(List<object?> items, object? attribute) =>
        attribute is null ? items : items.Select(item => ByPath(item, attribute));

    /// <summary>An attribute such as <c>function.name</c> or a place.</summary>
    private static object? ByPath(object? item, object? attribute)
    {
        if (PythonValue.IsInteger(attribute)) return PythonOperators.Subscript(item, attribute);
        foreach (var part in PythonValue.ToText(attribute).Split('.'))
            item = long.TryParse(part, out var place) ? PythonOperators.Subscript(item, place) : PythonMethods.Attribute(item, part);
        return item;
    }

    private static bool Test(object? item, CallArguments with, int skip) =>
        with.Places.Count <= skip ? PythonValue.IsTrue(item)
            : TemplateTests.Holds(PythonValue.ToText(with.Places[skip]), item, with.Places.Skip(skip + 1).ToList());

    private static bool TestAttribute(object? item, CallArguments with) =>
        Test(ByPath(item, with.Places.Count > 0 ? with.Places[0] : throw new JinjaException("Missing parameter for attribute name")), with, 1);

    private static List<object?> Map(List<object?> items, CallArguments with)
    {
        if (with.Names.TryGetValue("attribute", out var attribute))
        {
            return items.Select(item => ByPath(item, attribute) is var value && value is Undefined && with.Names.TryGetValue("default", out var otherwise) ? otherwise : value).ToList();
        }

        var name = PythonValue.ToText(with.Get(0, "filter"));
        return items.Select(item => Apply(name, item, new CallArguments(with.Places.Skip(1).ToList(), with.Names))).ToList();
    }

    private static List<object?> Sort(List<object?> items, CallArguments with)
    {
        var attributes = with.Get(2, "attribute") is string text ? text.Split(',').Cast<object?>().ToList() : with.Get(2, "attribute") is { } one ? [one] : [];
        var caseSensitive = with.Flag(1, "case_sensitive");
        int Order(object? a, object? b)
        {
            if (attributes.Count == 0) return PythonValue.Compare(Fold(a, caseSensitive), Fold(b, caseSensitive));
            return attributes.Select(path => PythonValue.Compare(Fold(ByPath(a, path), caseSensitive), Fold(ByPath(b, path), caseSensitive))).FirstOrDefault(order => order != 0);
        }

        var comparer = Comparer<object?>.Create(Order);
        return (with.Flag(0, "reverse") ? items.OrderByDescending(item => item, comparer) : items.OrderBy(item => item, comparer)).ToList();
    }

    private static List<object?> DictSort(PythonDict dict, CallArguments with)
    {
        var byValue = with.Text(1, "by", "key") == "value";
        var caseSensitive = with.Flag(0, "case_sensitive");
        var comparer = Comparer<object?>.Create(PythonValue.Compare);
        object? KeyOf(KeyValuePair<object, object?> pair) => Fold(byValue ? pair.Value : pair.Key, caseSensitive);
        var sorted = with.Flag(2, "reverse") ? dict.OrderByDescending(KeyOf, comparer) : dict.OrderBy(KeyOf, comparer);
        return sorted.Select(pair => (object?)new PythonTuple([pair.Key, pair.Value])).ToList();
    }

    private static List<object?> GroupBy(List<object?> items, CallArguments with)
    {
        var attribute = with.Get(0, "attribute");
        var comparer = Comparer<object?>.Create(PythonValue.Compare);
        var groups = new List<object?>();
        foreach (var item in items.OrderBy(item => Fold(ByPath(item, attribute), false), comparer))
        {
            var key = ByPath(item, attribute);
            if (groups.Count > 0 && PythonValue.AreEqual(Fold(((PythonTuple)groups[^1]!)[0], false), Fold(key, false))) ((List<object?>)((PythonTuple)groups[^1]!)[1]!).Add(item);
            else groups.Add(new PythonTuple([key, new List<object?> { item }]));
        }

        return groups;
    }

    private static List<object?> Unique(List<object?> items, CallArguments with)
    {
        var seen = new List<object?>();
        var result = new List<object?>();
        foreach (var item in items)
        {
            var key = Key(item, with);
            if (seen.Any(other => PythonValue.AreEqual(other, key))) continue;
            seen.Add(key);
            result.Add(item);
        }

        return result;
    }

    private static List<object?> Batch(List<object?> items, int size, bool fills, object? filler)
    {
        var rows = items.Chunk(Math.Max(1, size)).Select(row => row.ToList()).ToList();
        if (fills && filler is not null && rows.Count > 0) while (rows[^1].Count < size) rows[^1].Add(filler);
        return rows.Cast<object?>().ToList();
    }

    private static List<object?> Slices(List<object?> items, int slices, bool fills, object? filler)
    {
        var result = new List<object?>();
        int size = items.Count / slices, extra = items.Count % slices, at = 0;
        for (var i = 0; i < slices; i++)
        {
            var count = size + (i < extra ? 1 : 0);
            var slice = items.GetRange(at, count);
            at += count;
            if (fills && filler is not null && i >= extra && extra > 0) slice.Add(filler);
            result.Add(slice);
        }

        return result;
    }

    private static string Replace(string text, CallArguments with)
    {
        var count = with.Get(2, "count") is { } given ? PythonValue.ToLong(given) : -1;
        return PythonMethods.Replace(text, with.Text(0, "old", ""), with.Text(1, "new", ""), count);
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("'", "&#39;").Replace("\"", "&#34;");

    private static string Indent(string text, CallArguments with)
    {
        var prefix = with.Get(0, "width", 4L) is string given ? given : new string(' ', (int)PythonValue.ToLong(with.Get(0, "width", 4L)));
        bool first = with.Flag(1, "first"), blank = with.Flag(2, "blank");
        var lines = text.Split('\n');
        var result = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) result.Append('\n');
            if (i == 0 ? first : blank || lines[i].Length > 0) result.Append(prefix);
            result.Append(lines[i]);
        }

        return result.ToString();
    }

    private static string Truncate(string text, CallArguments with)
    {
        var length = (int)with.Integer(0, "length", 255);
        var end = with.Text(2, "end", "...");
        var leeway = with.Get(3, "leeway") is { } given ? (int)PythonValue.ToLong(given) : 5;
        if (text.Length <= length + leeway) return text;
        var cut = text[..Math.Max(0, length - end.Length)];
        if (with.Flag(1, "killwords")) return cut + end;
        var blank = cut.LastIndexOf(' ');
        return (blank < 0 ? cut : cut[..blank]) + end;
    }

    private static double Round(double value, int precision, string method)
    {
        var scale = Math.Pow(10, precision);
        return method switch
        {
            "ceil" => Math.Ceiling(value * scale) / scale,
            "floor" => Math.Floor(value * scale) / scale,
            _ => precision >= 0 ? Math.Round(value, Math.Min(15, precision), MidpointRounding.ToEven) : Math.Round(value * scale, MidpointRounding.ToEven) / scale,
        };
    }

    private static object? ToInteger(object? value, object? otherwise)
    {
        switch (value)
        {
            case string text:
                var trimmed = text.Trim().Replace("_", "");
                if (long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
                return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? (long)real : otherwise;
            case double number:
                return (long)number;
            default:
                return PythonValue.IsInteger(value) ? PythonValue.ToLong(value) : otherwise;
        }
    }

    private static object? ToFloat(object? value, object? otherwise) => value switch
    {
        string text => double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : otherwise,
        _ => PythonValue.IsNumber(value) ? PythonValue.ToDouble(value) : otherwise,
    };

    private static string ToJson(object? value, CallArguments with)
    {
        var indent = with.Get(0, "indent") is { } given ? (int?)PythonValue.ToLong(given) : null;
        var separators = with.Names.GetValueOrDefault("separators") as List<object?>;
        var text = PythonJson.Write(value, indent,
            separators is null ? indent is null ? ", " : "," : PythonValue.ToText(separators[0]),
            separators is null ? ": " : PythonValue.ToText(separators[1]),
            PythonValue.IsTrue(with.Names.GetValueOrDefault("sort_keys")));
        return PythonValue.IsTrue(with.Names.GetValueOrDefault("ensure_ascii"))
            ? string.Concat(text.Select(c => c < 128 ? c.ToString() : $"\\u{(int)c:x4}")) : text;
    }
}
