using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Colora.Tokenization.Jinja;

/// <summary>JSON as Python's json module writes it, and JSON values as template values.</summary>
internal static class PythonJson
{
    /// <summary>json.dumps(value, ensure_ascii=False, indent, separators, sort_keys).</summary>
    public static string Write(object? value, int? indent, string itemSeparator, string keySeparator, bool sortKeys)
    {
        var text = new StringBuilder();
        Write(text, value, indent, itemSeparator, keySeparator, sortKeys, 0);
        return text.ToString();
    }

    /// <summary>A JSON element as a template value.</summary>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var number) && !element.GetRawText().Contains('.') ? (object)number : element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToList(),
        _ => ReadObject(element),
    };

    private static PythonDict ReadObject(JsonElement element)
    {
        var dict = new PythonDict();
        foreach (var property in element.EnumerateObject()) dict[property.Name] = Read(property.Value);
        return dict;
    }

    private static void Write(StringBuilder text, object? value, int? indent, string items, string keys, bool sort, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case long number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : PythonValue.FloatText(number));
                break;
            case string content:
                WriteText(text, content);
                break;
            case List<object?> list:
                WriteMany(text, list.Select(item => (Action)(() => Write(text, item, indent, items, keys, sort, depth + 1))).ToList(), '[', ']', indent, items, depth);
                break;
            case PythonDict dict:
                var pairs = sort ? dict.OrderBy(pair => pair.Key, Comparer<object>.Create(PythonValue.Compare)).ToList() : dict.ToList();
                WriteMany(text, pairs.Select(pair => (Action)(() =>
                {
                    WriteText(text, KeyText(pair.Key));
                    text.Append(keys);
                    Write(text, pair.Value, indent, items, keys, sort, depth + 1);
                })).ToList(), '{', '}', indent, items, depth);
                break;
            default:
                throw new JinjaException($"Object of type {PythonValue.TypeName(value)} is not JSON serializable");
        }
    }

    private static string KeyText(object key) => key switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        _ => PythonValue.ToText(key),
    };

    private static void WriteMany(StringBuilder text, List<Action> parts, char open, char close, int? indent, string separator, int depth)
    {
        text.Append(open);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) text.Append(separator);
            if (indent is { } width) text.Append('\n').Append(' ', width * (depth + 1));
            parts[i]();
        }

        if (indent is { } outer && parts.Count > 0) text.Append('\n').Append(' ', outer * depth);
        text.Append(close);
    }

    private static void WriteText(StringBuilder text, string content)
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
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
