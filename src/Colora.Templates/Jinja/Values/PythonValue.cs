using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>
/// The values of a template: null is None; bool, long and BigInteger, double, string and <see cref="MarkedText"/>; lists, tuples,
/// dictionaries and their views, ranges, iterators; namespaces, functions, undefined values.
/// </summary>
internal static class PythonValue
{
    public static bool IsNumber(object? value) => value is long or double or bool or BigInteger;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        BigInteger number => !number.IsZero,
        string text => text.Length > 0,
        MarkedText marked => marked.Text.Length > 0,
        List<object?> list => list.Count > 0,
        PythonDict dict => dict.Count > 0,
        PythonView view => view.Dict.Count > 0,
        PythonRange range => !range.Count.IsZero,
        _ => true,
    };

    /// <summary>len(value).</summary>
    public static long Length(Meter meter, object? value) => value switch
    {
        string text => CodePoints.Length(meter, text),
        MarkedText marked => CodePoints.Length(meter, marked.Text),
        List<object?> list => list.Count,
        PythonDict dict => dict.Count,
        PythonView view => view.Dict.Count,
        PythonRange range => (long)range.Count,
        Undefined => 0,
        _ => throw new TemplateException($"object of type '{TypeName(value)}' has no len()"),
    };

    public static bool IsIterable(object? value) => value is string or MarkedText or List<object?> or PythonDict or PythonView or PythonRange or PythonIterator or Undefined;

    /// <summary>What iteration gives: characters of a string, keys of a dictionary, items of a list; nothing for an undefined value.</summary>
    public static IEnumerable<object?> Iterate(Meter meter, object? value) => value switch
    {
        Undefined => [],
        string text => Characters(meter, text),
        MarkedText marked => Characters(meter, marked.Text),
        PythonDict dict => Counted(meter, dict.Keys),
        PythonView view => Counted(meter, view.Items()),
        PythonRange range => Counted(meter, range.Items()),
        PythonIterator iterator => iterator.Rest(),
        List<object?> list => Counted(meter, list),
        _ => throw new TemplateException($"'{TypeName(value)}' object is not iterable"),
    };

    /// <summary>list(value), a new one.</summary>
    public static List<object?> ToList(Meter meter, object? value)
    {
        var result = new List<object?>();
        foreach (var item in Iterate(meter, value)) Add(meter, result, item);
        return result;
    }

    public static void Add(Meter meter, List<object?> list, object? item)
    {
        meter.Items(1, list.Count);
        list.Add(item);
    }

    /// <summary>item in container.</summary>
    public static bool Contains(Meter meter, object? container, object? item)
    {
        switch (container)
        {
            case string or MarkedText:
                var text = container as string ?? ((MarkedText)container).Text;
                var part = item is MarkedText marked ? marked.Text : item as string
                    ?? (item is Undefined missing ? throw new TemplateException(missing.Message) : throw new TemplateException($"'in <string>' requires string as left operand, not {TypeName(item)}"));
                meter.Work(text.Length + (long)part.Length);
                return TextSearch.Find(meter, text, part, 0) >= 0;
            case PythonDict dict:
                return dict.TryFind(item, out _);
            case PythonView { Kind: "keys" } view:
                return view.Dict.TryFind(item, out _);
            case PythonRange range:
                return range.Contains(meter, item);
            default:
                foreach (var other in Iterate(meter, container is PythonCallable or PythonNamespace or null || IsNumber(container)
                    ? throw new TemplateException($"argument of type '{TypeName(container)}' is not iterable") : container))
                    if (PythonEquality.Same(meter, other, item)) return true;
                return false;
        }
    }

    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        Undefined => "Undefined",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        MarkedText => "Markup",
        PythonTuple => "tuple",
        List<object?> => "list",
        PythonDict => "dict",
        PythonView view => "dict_" + view.Kind,
        PythonRange => "range",
        PythonIterator => "generator",
        PythonNamespace => "Namespace",
        PythonCallable callable => callable.Name,
        _ => "object",
    };

    private static IEnumerable<object?> Characters(Meter meter, string text)
    {
        for (var i = 0; i < text.Length; i += CodePoints.Width(text, i))
        {
            meter.Step();
            yield return CodePoints.One(text, i);
        }
    }

    private static IEnumerable<object?> Counted(Meter meter, IEnumerable<object?> items)
    {
        foreach (var item in items)
        {
            meter.Step();
            yield return item;
        }
    }
}
