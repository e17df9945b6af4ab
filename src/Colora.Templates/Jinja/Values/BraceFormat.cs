namespace Colora.Templates.Jinja.Values;

/// <summary>str.format: replacement fields with attributes, places, conversions and specifications.</summary>
internal sealed class BraceFormat(Meter meter, List<object?> places, Func<string, (bool Found, object? Value)> names)
{
    private int next;
    private bool? automatic;

    public string Run(string format) => Run(format, 2);

    private string Run(string format, int levels)
    {
        if (levels < 0) throw new TemplateException("Max string recursion exceeded");
        var result = new TextBuilder(meter);
        var at = 0;
        while (at < format.Length)
        {
            var c = format[at];
            if (c is not ('{' or '}'))
            {
                var end = format.AsSpan(at).IndexOfAny('{', '}');
                end = end < 0 ? format.Length : at + end;
                result.Append(format.AsSpan(at, end - at));
                at = end;
                continue;
            }

            if (at + 1 < format.Length && format[at + 1] == c)
            {
                result.Append(c);
                at += 2;
                continue;
            }

            if (c == '}') throw new TemplateException("Single '}' encountered in format string");
            meter.Step();
            at = Field(format, at + 1, levels, result);
        }

        return result.ToString();
    }

    /// <summary>A replacement field whose content begins at a place; gives the place behind it.</summary>
    private int Field(string format, int begin, int levels, TextBuilder result)
    {
        var depth = 1;
        var end = begin;
        var mark = -1;
        var inside = false;
        for (; end < format.Length; end++)
        {
            var c = format[end];
            if (mark < 0 && inside) inside = c != ']';
            else if (mark < 0 && c == '[') inside = true;
            else if (c == '{') depth++;
            else if (c == '}' && --depth == 0) break;
            else if (mark < 0 && c is '!' or ':' && depth == 1) mark = end;
        }

        if (end >= format.Length) throw new TemplateException(end == begin ? "Single '{' encountered in format string" : "expected '}' before end of string");
        meter.Work(end - begin);
        var name = format[begin..(mark < 0 ? end : mark)];
        if (name.Contains('{')) throw new TemplateException("unexpected '{' in field name");
        var spec = "";
        var conversion = '\0';
        if (mark >= 0 && format[mark] == '!')
        {
            if (mark + 1 >= end) throw new TemplateException("end of string while looking for conversion specifier");
            conversion = format[mark + 1];
            if (mark + 2 < end && format[mark + 2] != ':') throw new TemplateException("expected ':' after conversion specifier");
            if (mark + 2 < end) spec = format[(mark + 3)..end];
        }
        else if (mark >= 0)
        {
            spec = format[(mark + 1)..end];
        }

        var value = Value(name);
        value = conversion switch
        {
            '\0' => value,
            's' => PythonText.ToText(meter, value),
            'r' => PythonText.Represent(meter, value),
            'a' => PythonText.Ascii(meter, value),
            _ => throw new TemplateException($"Unknown conversion specifier {conversion}"),
        };
        result.Append(FormatSpec.Apply(meter, value, spec.Contains('{') || spec.Contains('}') ? Run(spec, levels - 1) : spec));
        return end + 1;
    }

    private object? Value(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        if (end < 0) end = name.Length;
        var value = First(name[..end]);
        while (end < name.Length)
        {
            meter.Step();
            if (name[end] == '.')
            {
                var stop = name.AsSpan(end + 1).IndexOfAny('.', '[');
                stop = stop < 0 ? name.Length : end + 1 + stop;
                var attribute = name[(end + 1)..stop];
                if (attribute.Length == 0) throw new TemplateException("Empty attribute in format string");
                value = PythonMembers.Attribute(meter, value, attribute);
                end = stop;
                continue;
            }

            if (name[end] != '[') throw new TemplateException("Only '.' or '[' may follow ']' in format field specifier");
            var close = name.IndexOf(']', end);
            if (close < 0) throw new TemplateException("Missing ']' in format string");
            var key = name[(end + 1)..close];
            if (key.Length == 0) throw new TemplateException("Empty attribute in format string");
            value = PythonMembers.Item(meter, value, IsNumber(key) ? NumberParser.Integer(meter, key, 10) : key);
            end = close + 1;
        }

        return value;
    }

    private object? First(string name)
    {
        if (name.Length > 0 && !IsNumber(name)) return names(name) is { Found: true } found ? found.Value : throw new TemplateException($"{PythonText.Represent(meter, name)} is no argument of the format");
        if (automatic is { } before && before != (name.Length == 0))
            throw new TemplateException("cannot switch between manual field specification and automatic field numbering");
        automatic = name.Length == 0;
        var place = name.Length == 0 ? next++ : PythonInteger.Index(NumberParser.Integer(meter, name, 10) ?? throw new TemplateException("a malformed field number"));
        return place < places.Count ? places[(int)place] : throw new TemplateException($"Replacement index {place} out of range for positional args tuple");
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
