using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Colora.Templates.Jinja.Values;

/// <summary>JSON as Python's json module writes it, and JSON values as template values.</summary>
internal sealed class PythonJson
{
    private readonly Meter meter;
    private readonly TextBuilder text;
    private readonly string? indent;
    private readonly string items, keys;
    private readonly bool sorted, ascii;

    private PythonJson(Meter meter, bool ascii, string? indent, string items, string keys, bool sorted)
    {
        this.meter = meter;
        text = new TextBuilder(meter);
        this.ascii = ascii;
        this.indent = indent;
        this.items = items;
        this.keys = keys;
        this.sorted = sorted;
    }

    /// <summary>json.dumps(value, ensure_ascii, indent, separators, sort_keys).</summary>
    public static string Write(Meter meter, object? value, bool ascii, string? indent, string items, string keys, bool sorted)
    {
        var writer = new PythonJson(meter, ascii, indent, items, keys, sorted);
        writer.Write(value, 0);
        return writer.text.ToString();
    }

    /// <summary>A JSON element as a template value.</summary>
    /// <exception cref="TemplateException">It is larger than a template's value may be.</exception>
    public static object? Read(Meter meter, JsonElement element)
    {
        meter.Step();
        switch (element.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined: return null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.String: return ReadText(meter, element);
            case JsonValueKind.Number:
                var number = element.GetRawText();
                return number.AsSpan().IndexOfAny('.', 'e', 'E') >= 0 ? NumberParser.Float(meter, number) : NumberParser.Integer(meter, number, 10);
            case JsonValueKind.Array:
                var list = new List<object?>();
                meter.Enter();
                foreach (var item in element.EnumerateArray()) PythonValue.Add(meter, list, Read(meter, item));
                meter.Leave();
                return list;
            default:
                var dict = new PythonDict(meter);
                meter.Enter();
                foreach (var property in element.EnumerateObject()) dict.Put(property.Name, Read(meter, property.Value));
                meter.Leave();
                return dict;
        }
    }

    private static string ReadText(Meter meter, JsonElement element)
    {
        try
        {
            var text = element.GetString()!;
            meter.Text(text.Length);
            return text;
        }
        catch (InvalidOperationException)
        {
            throw new TemplateException("a string holds half of a surrogate pair");
        }
    }

    private void Write(object? value, int depth)
    {
        meter.Step();
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case long number: text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case BigInteger number: text.Append(PythonInteger.Text(meter, number)); break;
            case double number: text.Append(Float(number)); break;
            case string content: WriteText(content); break;
            case MarkedText marked: WriteText(marked.Text); break;
            case List<object?> list: WriteList(list, depth); break;
            case PythonDict dict: WriteDict(dict, depth); break;
            default: throw new TemplateException($"Object of type {PythonValue.TypeName(value)} is not JSON serializable");
        }
    }

    private static string Float(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : PythonFloat.Represent(number);

    private void WriteList(List<object?> list, int depth)
    {
        meter.Enter();
        text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) text.Append(items);
            NewLine(depth + 1);
            Write(list[i], depth + 1);
        }

        if (list.Count > 0) NewLine(depth);
        text.Append(']');
        meter.Leave();
    }

    private void WriteDict(PythonDict dict, int depth)
    {
        meter.Enter();
        text.Append('{');
        var pairs = dict.Pairs;
        if (sorted)
        {
            var order = PythonOrder.Sort(meter, [.. dict.Keys], key => key, reverse: false);
            pairs = order.Select(key => new KeyValuePair<object?, object?>(key, dict.TryFind(key, out var value) ? value : null));
        }

        var first = true;
        foreach (var (key, value) in pairs)
        {
            if (!first) text.Append(items);
            first = false;
            NewLine(depth + 1);
            WriteText(KeyText(key));
            text.Append(keys);
            Write(value, depth + 1);
        }

        if (!first) NewLine(depth);
        text.Append('}');
        meter.Leave();
    }

    private void NewLine(int depth)
    {
        if (indent is null) return;
        text.Append('\n');
        for (var i = 0; i < depth; i++) text.Append(indent);
    }

    private string KeyText(object? key) => key switch
    {
        null => "null",
        string name => name,
        MarkedText marked => marked.Text,
        bool flag => flag ? "true" : "false",
        double number => Float(number),
        long or BigInteger => PythonText.ToText(meter, key),
        _ => throw new TemplateException($"keys must be str, int, float, bool or None, not {PythonValue.TypeName(key)}"),
    };

    private void WriteText(string content)
    {
        text.Append('"');
        foreach (var c in content)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append($"\\u{(int)c:x4}"); break;
                default:
                    if (ascii && c > '~') text.Append($"\\u{(int)c:x4}");
                    else text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
