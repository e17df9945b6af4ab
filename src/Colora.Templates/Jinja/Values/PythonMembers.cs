using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>value.name and value[key] as Jinja's sandbox looks them up: methods that change a value are refused when they are used.</summary>
internal static class PythonMembers
{
    /// <summary>value.name: an attribute or a method, else the entry of that name.</summary>
    public static object? Attribute(Meter meter, object? value, string name)
    {
        meter.Step();
        if (value is Undefined missing) throw missing.Refusal();
        return Own(meter, value, name, out var found) is var own && found ? own : value is PythonDict dict && dict.TryFind(name, out var entry) ? entry
            : new Undefined($"'{PythonValue.TypeName(value)} object' has no attribute '{name}'");
    }

    /// <summary>value[key]: an item, else the attribute of that name.</summary>
    public static object? Item(Meter meter, object? value, object? key)
    {
        meter.Step();
        switch (value)
        {
            case Undefined missing:
                throw missing.Refusal();
            case PythonDict dict:
                if (IsHashable(key) && dict.TryFind(key, out var entry)) return entry;
                break;
            case List<object?> list when PythonInteger.Is(key):
                if (Place(key, list.Count) is >= 0 and var place) return list[place];
                return new Undefined($"{PythonValue.TypeName(value)} object has no element {PythonText.Represent(meter, key)}");
            case PythonRange range when PythonInteger.Is(key):
                var index = PythonInteger.Of(key);
                if (index.Sign < 0) index += range.Count;
                if (index.Sign >= 0 && index < range.Count) return range.At(index);
                break;
            case string text when PythonInteger.Is(key):
                return Character(meter, text, key) is { } one ? one : new Undefined($"str object has no element {PythonText.Represent(meter, key)}");
            case MarkedText marked when PythonInteger.Is(key):
                return Character(meter, marked.Text, key) is { } other ? new MarkedText(other) : new Undefined($"Markup object has no element {PythonText.Represent(meter, key)}");
        }

        if (value is BuiltIn type) type.Attribute(meter, "__getitem__");
        if ((key as string ?? (key as MarkedText)?.Text) is { } name && Own(meter, value, name, out var found) is var own && found) return own;
        return new Undefined(key is string or long
            ? $"'{PythonValue.TypeName(value)} object' has no {(key is string ? "attribute" : "element")} {PythonText.Represent(meter, key)}"
            : $"{PythonValue.TypeName(value)} object has no such element");
    }

    /// <summary>Whether a value has an attribute of its own, its entries left out.</summary>
    public static bool Has(Meter meter, object? value, string name)
    {
        Own(meter, value, name, out var found);
        return found;
    }

    private static object? Own(Meter meter, object? value, string name, out bool found)
    {
        if (name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) && name.Length > 4)
        {
            found = value is not PythonDict dict || !dict.TryFind(name, out _);
            return Unsafe(value, name);
        }

        var own = value switch
        {
            string text => TextMethods.Find(text, name),
            MarkedText marked => OfMarked(marked, name),
            List<object?> list => ListMethods.Find(list, name),
            PythonDict dict => DictMethods.Find(dict, name),
            PythonRange range => OfRange(range, name),
            PythonNamespace space => space.Values.TryFind(name, out var held) ? new Box(held) : null,
            PythonCallable callable => callable.Attribute(meter, name) is var attribute && attribute is Undefined ? null : new Box(attribute),
            _ => PythonValue.IsNumber(value) ? OfNumber(value!, name) : null,
        };
        found = own is not null;
        return own is Box box ? box.Value : own;
    }

    /// <summary>What the sandbox refuses: undefined until it is used.</summary>
    public static Undefined Unsafe(object? value, string name) => new($"access to attribute '{name}' of '{PythonValue.TypeName(value)}' object is unsafe.");

    private static bool IsHashable(object? key) => key switch
    {
        PythonTuple tuple => tuple.TrueForAll(item => item is not (List<object?> or PythonDict)),
        List<object?> or PythonDict or PythonView => false,
        _ => true,
    };

    /// <summary>The place that an index means, or -1.</summary>
    private static int Place(object? key, int count)
    {
        var place = PythonInteger.Of(key);
        if (place.Sign < 0) place += count;
        return place.Sign >= 0 && place < count ? (int)place : -1;
    }

    private static string? Character(Meter meter, string text, object? key)
    {
        if (key is long near && near >= 0 && near < text.Length && !text.AsSpan(0, (int)near + 1).ContainsAnyInRange('\ud800', '\udfff'))
        {
            meter.Work(near / 16);
            return CodePoints.One(text, (int)near);
        }

        var place = Place(key, CodePoints.Length(meter, text));
        return place < 0 ? null : CodePoints.One(text, CodePoints.Unit(meter, text, place));
    }

    private static BuiltIn? OfMarked(MarkedText marked, string name)
    {
        if (TextMethods.Find(marked.Text, name) is not PythonCallable method) return null;
        if (name is not ("strip" or "lstrip" or "rstrip" or "upper" or "lower" or "title" or "capitalize" or "swapcase" or "casefold"))
            return new BuiltIn(name, (_, _) => throw new TemplateException($"'{name}' of escaped text is not supported; make it plain text with ~ '' first"));
        return new BuiltIn(name, (meter, with) => new MarkedText((string)method.Call(meter, with)!));
    }

    private static object? OfRange(PythonRange range, string name) => name switch
    {
        "start" => PythonInteger.Value(range.Start),
        "stop" => PythonInteger.Value(range.Stop),
        "step" => PythonInteger.Value(range.Step),
        "count" => new BuiltIn(name, (meter, with) => range.Contains(meter, with.Bind(name, 1, "/value")[0]) ? 1L : 0L),
        "index" => new BuiltIn(name, (meter, with) => with.Bind(name, 1, "/value")[0] is var item && range.Contains(meter, item) && PythonInteger.Is(item)
            ? PythonInteger.Value((PythonInteger.Of(item) - range.Start) / range.Step) : throw new TemplateException($"{PythonText.Represent(meter, item)} is not in range")),
        _ => null,
    };

    private static object? OfNumber(object number, string name)
    {
        if (number is double real)
        {
            return name switch
            {
                "real" => real,
                "imag" => 0.0,
                "conjugate" => new BuiltIn(name, (_, _) => real),
                "is_integer" => new BuiltIn(name, (_, _) => double.IsFinite(real) && Math.Floor(real) == real),
                "hex" or "fromhex" or "as_integer_ratio" => NotSupported(name),
                _ => null,
            };
        }

        var integer = PythonInteger.Of(number);
        return name switch
        {
            "real" or "numerator" => PythonInteger.Value(integer),
            "imag" => 0L,
            "denominator" => 1L,
            "conjugate" => new BuiltIn(name, (_, _) => PythonInteger.Value(integer)),
            "bit_length" => new BuiltIn(name, (_, _) => (long)(integer.IsZero ? 0 : BigInteger.Abs(integer).GetBitLength())),
            "bit_count" or "to_bytes" or "from_bytes" or "as_integer_ratio" => NotSupported(name),
            _ => null,
        };
    }

    /// <summary>A method that Python has and a template here has not.</summary>
    public static BuiltIn NotSupported(string name) => new(name, (_, _) => throw new TemplateException($"the method '{name}' is not supported"));

    /// <summary>An attribute whose value may be none.</summary>
    private sealed record Box(object? Value);
}
