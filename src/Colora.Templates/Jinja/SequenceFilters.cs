using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Filters of lists, dictionaries and whatever else has items.</summary>
internal static class SequenceFilters
{
    public static IReadOnlyDictionary<string, Func<Meter, object?, CallArguments, object?>> All { get; } = new Dictionary<string, Func<Meter, object?, CallArguments, object?>>
    {
        ["batch"] = (meter, value, with) => with.Bind("batch", 1, "linecount", "fill_with") is var given ? new PythonIterator(meter, Batch(meter, value, given[0], given.Or(1, null))) : null,
        ["count"] = (meter, value, with) => with.Bind("count", 0) is var _ ? PythonValue.Length(meter, value) : null,
        ["dictsort"] = (meter, value, with) => DictSort(meter, value, with.Bind("dictsort", 0, "case_sensitive", "by", "reverse")),
        ["first"] = (meter, value, with) => with.Bind("first", 0) is var _ ? First(meter, value) : null,
        ["groupby"] = (meter, value, with) => GroupBy(meter, value, with.Bind("groupby", 1, "attribute", "default", "case_sensitive")),
        ["items"] = (meter, value, with) => with.Bind("items", 0) is var _ ? new PythonIterator(meter, Items(value)) : null,
        ["last"] = (meter, value, with) => with.Bind("last", 0) is var _ ? Last(meter, value) : null,
        ["length"] = (meter, value, with) => with.Bind("length", 0) is var _ ? PythonValue.Length(meter, value) : null,
        ["list"] = (meter, value, with) => with.Bind("list", 0) is var _ ? PythonValue.ToList(meter, value) : null,
        ["map"] = (meter, value, with) => new PythonIterator(meter, Map(meter, value, with)),
        ["max"] = (meter, value, with) => Extreme(meter, value, with.Bind("max", 0, "case_sensitive", "attribute"), ">"),
        ["min"] = (meter, value, with) => Extreme(meter, value, with.Bind("min", 0, "case_sensitive", "attribute"), "<"),
        ["reject"] = (meter, value, with) => new PythonIterator(meter, Select(meter, value, with, byAttribute: false, wanted: false)),
        ["rejectattr"] = (meter, value, with) => new PythonIterator(meter, Select(meter, value, with, byAttribute: true, wanted: false)),
        ["reverse"] = (meter, value, with) => with.Bind("reverse", 0) is var _ ? Reverse(meter, value) : null,
        ["select"] = (meter, value, with) => new PythonIterator(meter, Select(meter, value, with, byAttribute: false, wanted: true)),
        ["selectattr"] = (meter, value, with) => new PythonIterator(meter, Select(meter, value, with, byAttribute: true, wanted: true)),
        ["slice"] = (meter, value, with) => with.Bind("slice", 1, "slices", "fill_with") is var given ? new PythonIterator(meter, Slices(meter, value, given[0], given.Or(1, null))) : null,
        ["sort"] = (meter, value, with) => Sort(meter, value, with.Bind("sort", 0, "reverse", "case_sensitive", "attribute")),
        ["sum"] = (meter, value, with) => Sum(meter, value, with.Bind("sum", 0, "attribute", "start")),
        ["unique"] = (meter, value, with) => with.Bind("unique", 0, "case_sensitive", "attribute") is var given ? new PythonIterator(meter, Unique(meter, value, given)) : null,
    };

    private static object? Fold(Meter meter, object? value, bool caseSensitive) => caseSensitive ? value : value switch
    {
        string text => LetterCase.ToLower(meter, text),
        MarkedText marked => LetterCase.ToLower(meter, marked.Text),
        _ => value,
    };

    private static object? First(Meter meter, object? value)
    {
        if (value is PythonIterator iterator) return iterator.MoveNext() ? iterator.Current : new Undefined("No first item, sequence was empty.");
        foreach (var item in PythonValue.Iterate(meter, value)) return item;
        return new Undefined("No first item, sequence was empty.");
    }

    private static object? Last(Meter meter, object? value)
    {
        if (value is PythonIterator) throw new TemplateException("'generator' object is not reversible");
        object? last = new Undefined("No last item, sequence was empty.");
        if (value is List<object?> list) return list.Count > 0 ? list[^1] : last;
        foreach (var item in PythonValue.Iterate(meter, value)) last = item;
        return last;
    }

    private static object Reverse(Meter meter, object? value)
    {
        switch (value)
        {
            case string text:
                return CodePoints.Reverse(meter, text);
            case MarkedText marked:
                return new MarkedText(CodePoints.Reverse(meter, marked.Text));
        }

        var items = PythonValue.IsIterable(value) ? PythonValue.ToList(meter, value) : throw new TemplateException("argument must be iterable");
        items.Reverse();
        return value is PythonIterator ? items : new PythonIterator(meter, items);
    }

    private static IEnumerable<object?> Items(object? value)
    {
        if (value is Undefined) yield break;
        if (value is not PythonDict dict) throw new TemplateException("Can only get item pairs from a mapping.");
        foreach (var (key, item) in dict.Pairs) yield return new PythonTuple([key, item]);
    }

    private static IEnumerable<object?> Select(Meter meter, object? value, CallArguments with, bool byAttribute, bool wanted)
    {
        if (!PythonValue.IsTrue(value)) yield break;
        var places = with.Places;
        var skip = byAttribute ? 1 : 0;
        if (byAttribute && places.Count == 0) throw new TemplateException("Missing parameter for attribute name");
        var path = byAttribute ? AttributePath.Of(meter, places[0]) : null;
        var test = places.Count > skip ? places[skip] as string ?? throw new TemplateException($"No test named {PythonText.Represent(meter, places[skip])}.") : null;
        var arguments = new CallArguments([.. places.Skip(skip + 1)], with.Names);
        foreach (var item in PythonValue.Iterate(meter, value))
        {
            var looked = path is null ? item : path.Get(meter, item);
            if ((test is null ? PythonValue.IsTrue(looked) : TemplateTests.Holds(meter, test, looked, arguments)) == wanted) yield return item;
        }
    }

    private static IEnumerable<object?> Map(Meter meter, object? value, CallArguments with)
    {
        if (!PythonValue.IsTrue(value)) yield break;
        if (with.Places.Count == 0 && with.Names.ContainsKey("attribute"))
        {
            var given = with.Bind("map", 1, "attribute", "default");
            var path = AttributePath.Of(meter, given[0]);
            foreach (var item in PythonValue.Iterate(meter, value)) yield return path.Get(meter, item, given.Or(1, null));
            yield break;
        }

        if (with.Places.Count == 0) throw new TemplateException("map requires a filter argument");
        var filter = with.Places[0] as string ?? throw new TemplateException($"No filter named {PythonText.Represent(meter, with.Places[0])}.");
        var arguments = new CallArguments([.. with.Places.Skip(1)], with.Names);
        foreach (var item in PythonValue.Iterate(meter, value)) yield return TemplateFilters.Apply(meter, filter, item, arguments);
    }

    private static object? Extreme(Meter meter, object? value, CallArguments.Bound with, string better)
    {
        var path = AttributePath.Of(meter, with.Or(1, null));
        object? best = new Undefined("No aggregated item, sequence was empty."), bestKey = null;
        var first = true;
        foreach (var item in PythonValue.Iterate(meter, value))
        {
            var key = Fold(meter, path.Get(meter, item), with.Flag(0));
            if (!first && !PythonOrder.Holds(meter, better, key, bestKey)) continue;
            (best, bestKey, first) = (item, key, false);
        }

        return best;
    }

    private static List<object?> Sort(Meter meter, object? value, CallArguments.Bound with)
    {
        List<AttributePath> paths = with.Or(2, null) is string names ? [.. names.Split(',').Select(name => AttributePath.Of(meter, name))] : [AttributePath.Of(meter, with.Or(2, null))];
        meter.Items(paths.Count);
        // A list of keys even for one of them: none before none is refused by itself, but not in a list.
        object? Key(object? item)
        {
            var keys = new List<object?>();
            foreach (var path in paths) PythonValue.Add(meter, keys, Fold(meter, path.Get(meter, item), with.Flag(1)));
            return keys;
        }

        return PythonOrder.Sort(meter, PythonValue.ToList(meter, value), Key, with.Flag(0));
    }

    private static List<object?> DictSort(Meter meter, object? value, CallArguments.Bound with)
    {
        if (value is not PythonDict dict) throw value is Undefined missing ? missing.Refusal() : new TemplateException($"'{PythonValue.TypeName(value)}' object has no attribute 'items'");
        var place = with.Or(1, "key") switch
        {
            "key" => 0,
            "value" => 1,
            _ => throw new TemplateException("You can only sort by either \"key\" or \"value\""),
        };
        return PythonOrder.Sort(meter, PythonValue.ToList(meter, new PythonView(dict, "items")), pair => Fold(meter, ((PythonTuple)pair!)[place], with.Flag(0)), with.Flag(2));
    }

    private static List<object?> GroupBy(Meter meter, object? value, CallArguments.Bound with)
    {
        var path = AttributePath.Of(meter, with[0]);
        var otherwise = with.Or(1, null);
        var caseSensitive = with.Has(2) ? with.Flag(2) : false;
        object? Key(object? item) => Fold(meter, path.Get(meter, item, otherwise), caseSensitive);
        var groups = new List<object?>();
        List<object?>? members = null;
        object? last = null;
        foreach (var item in PythonOrder.Sort(meter, PythonValue.ToList(meter, value), Key, reverse: false))
        {
            var key = Key(item);
            if (members is null || !PythonEquality.Same(meter, key, last))
            {
                members = [];
                PythonValue.Add(meter, groups, new PythonTuple([caseSensitive ? key : path.Get(meter, item, otherwise), members], isGroup: true));
                last = key;
            }

            PythonValue.Add(meter, members, item);
        }

        return groups;
    }

    private static IEnumerable<object?> Unique(Meter meter, object? value, CallArguments.Bound with)
    {
        var path = AttributePath.Of(meter, with.Or(1, null));
        var seen = new PythonDict(meter);
        foreach (var item in PythonValue.Iterate(meter, value))
        {
            var key = Fold(meter, path.Get(meter, item), with.Flag(0));
            if (seen.TryFind(key, out _)) continue;
            seen.Put(key, null);
            yield return item;
        }
    }

    private static IEnumerable<object?> Batch(Meter meter, object? value, object? linecount, object? filler)
    {
        var row = new List<object?>();
        foreach (var item in PythonValue.Iterate(meter, value))
        {
            if (PythonEquality.AreEqual(meter, (long)row.Count, linecount))
            {
                yield return row;
                row = [];
            }

            PythonValue.Add(meter, row, item);
        }

        if (row.Count == 0) yield break;
        if (filler is not null && PythonOrder.Holds(meter, "<", (long)row.Count, linecount))
        {
            var missing = PythonInteger.Of(linecount) - row.Count;
            meter.Items((long)System.Numerics.BigInteger.Min(missing, long.MaxValue), row.Count);
            row.AddRange(Enumerable.Repeat(filler, (int)missing));
        }

        yield return row;
    }

    private static IEnumerable<object?> Slices(Meter meter, object? value, object? slices, object? filler)
    {
        var items = PythonValue.ToList(meter, value);
        var number = PythonInteger.Index(slices);
        if (number == 0) throw new TemplateException("integer division or modulo by zero");
        if (number < 0) yield break;
        long size = items.Count / number, extra = items.Count % number, at = 0;
        for (long i = 0; i < number; i++)
        {
            var count = (int)(size + (i < extra ? 1 : 0));
            meter.Items(count + 1);
            var slice = items.GetRange((int)at, count);
            at += count;
            if (filler is not null && i >= extra) slice.Add(filler);
            yield return slice;
        }
    }

    private static object? Sum(Meter meter, object? value, CallArguments.Bound with)
    {
        var attribute = with.Or(0, null);
        var path = AttributePath.Of(meter, attribute);
        var sum = with.Or(1, 0L);
        if (sum is string or MarkedText) throw new TemplateException("sum() can't sum strings [use ''.join(seq) instead]");
        foreach (var item in PythonValue.Iterate(meter, value)) sum = PythonOperators.Binary(meter, "+", sum, path.Get(meter, item));
        return sum;
    }
}
