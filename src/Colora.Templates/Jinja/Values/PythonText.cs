using System.Numerics;
using System.Text;

namespace Colora.Templates.Jinja.Values;

/// <summary>str(value), repr(value) and ascii(value).</summary>
internal static class PythonText
{
    /// <summary>str(value).</summary>
    public static string ToText(Meter meter, object? value)
    {
        meter.Step();
        return value switch
        {
            Undefined => "",
            string text => text,
            MarkedText marked => marked.Text,
            long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => Represent(meter, value),
        };
    }

    /// <summary>repr(value).</summary>
    public static string Represent(Meter meter, object? value)
    {
        var result = new TextBuilder(meter);
        Write(result, value);
        return result.ToString();
    }

    /// <summary>ascii(value): repr with all that is not ASCII escaped.</summary>
    public static string Ascii(Meter meter, object? value)
    {
        var result = new TextBuilder(meter);
        foreach (var rune in Represent(meter, value).EnumerateRunes())
        {
            if (rune.IsAscii) result.Append((char)rune.Value);
            else result.Append(Escaped(rune));
        }

        return result.ToString();
    }

    private static void Write(TextBuilder result, object? value)
    {
        var meter = result.Meter;
        meter.Step();
        switch (value)
        {
            case null: result.Append("None"); break;
            case Undefined: result.Append("Undefined"); break;
            case bool flag: result.Append(flag ? "True" : "False"); break;
            case long number: result.Append(number.ToString(System.Globalization.CultureInfo.InvariantCulture)); break;
            case BigInteger number: result.Append(PythonInteger.Text(meter, number)); break;
            case double number: result.Append(PythonFloat.Represent(number)); break;
            case string text: Quote(result, text); break;
            case MarkedText marked:
                result.Append("Markup(");
                Quote(result, marked.Text);
                result.Append(')');
                break;
            case List<object?> list: WriteList(result, list); break;
            case PythonDict dict:
                result.Append('{');
                WritePairs(result, dict);
                result.Append('}');
                break;
            case PythonView view:
                result.Append($"dict_{view.Kind}([");
                WriteItems(result, view.Items());
                result.Append("])");
                break;
            case PythonRange range:
                result.Append("range(");
                Write(result, PythonInteger.Value(range.Start));
                result.Append(", ");
                Write(result, PythonInteger.Value(range.Stop));
                if (!range.Step.IsOne)
                {
                    result.Append(", ");
                    Write(result, PythonInteger.Value(range.Step));
                }

                result.Append(')');
                break;
            case PythonNamespace space:
                result.Append("<Namespace ");
                Write(result, space.Values);
                result.Append('>');
                break;
            case PythonCallable { Printed: { } printed }: result.Append(printed); break;
            default:
                throw new TemplateException($"a {PythonValue.TypeName(value)} prints as an address of memory, which is another each time: not supported; use its items (| list) or its result");
        }
    }

    private static void WriteList(TextBuilder result, List<object?> list)
    {
        var tuple = list is PythonTuple;
        result.Append(tuple ? '(' : '[');
        WriteItems(result, list);
        if (tuple && list.Count == 1) result.Append(',');
        result.Append(tuple ? ')' : ']');
    }

    private static void WriteItems(TextBuilder result, IEnumerable<object?> items)
    {
        result.Meter.Enter();
        var first = true;
        foreach (var item in items)
        {
            if (!first) result.Append(", ");
            first = false;
            Write(result, item);
        }

        result.Meter.Leave();
    }

    private static void WritePairs(TextBuilder result, PythonDict dict)
    {
        result.Meter.Enter();
        var first = true;
        foreach (var (key, value) in dict.Pairs)
        {
            if (!first) result.Append(", ");
            first = false;
            Write(result, key);
            result.Append(": ");
            Write(result, value);
        }

        result.Meter.Leave();
    }

    private static void Quote(TextBuilder result, string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        result.Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\\': result.Append("\\\\"); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                case var code when code == quote: result.Append('\\').Append(quote); break;
                default: result.Append(LetterClass.IsPrintable(rune) ? rune.ToString() : Escaped(rune)); break;
            }
        }

        result.Append(quote);
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        < 0x100 => $"\\x{rune.Value:x2}",
        < 0x10000 => $"\\u{rune.Value:x4}",
        _ => $"\\U{rune.Value:x8}",
    };
}
