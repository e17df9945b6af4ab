using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Functions that every template can call.</summary>
internal static class TemplateGlobals
{
    private const long LongestRange = 100_000;

    public static void Add(RenderScope scope, TimeProvider? clock)
    {
        void Put(string name, Func<Meter, CallArguments, object?> run) => scope.Set(name, new BuiltIn(name, run, isType: name is "dict" or "namespace" or "cycler" or "joiner"));
        Put("range", (_, with) => Range(with));
        Put("dict", Dict);
        Put("namespace", (meter, with) => new PythonNamespace(Dict(meter, with)));
        Put("cycler", (_, with) => with.Places.Count == 0 ? throw new TemplateException("at least one item has to be provided") : new Cycler(with.Places));
        Put("joiner", (_, with) => new Joiner(with.Bind("joiner", 0, "sep").Or(0, ", ")));
        Put("lipsum", (_, _) => throw new TemplateException("lipsum gives random text: not supported"));
        Put("raise_exception", (meter, with) => throw new TemplateException(PythonText.ToText(meter, with.Bind("raise_exception", 1, "message")[0])));
        if (clock is not null) Put("strftime_now", (meter, with) => ClockText.Format(meter, clock.GetLocalNow(), with.Bind("strftime_now", 1, "format").Text(0)));
        scope.Set("tools", null);
        scope.Set("documents", null);
    }

    private static PythonRange Range(CallArguments with)
    {
        var given = with.Bind("range", 1, "/start", "/stop", "/step");
        var two = given.Has(1);
        var range = new PythonRange(two ? given.Integer(0, 0) : 0, given.Integer(two ? 1 : 0, 0), given.Integer(2, 1) is { IsZero: false } step ? step : throw new TemplateException("range() arg 3 must not be zero"));
        return range.Count <= LongestRange ? range : throw new TemplateException($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({LongestRange}).");
    }

    private static PythonDict Dict(Meter meter, CallArguments with)
    {
        if (with.Places.Count > 1) throw new TemplateException($"dict expected at most 1 argument, got {with.Places.Count}");
        var dict = new PythonDict(meter);
        if (with.Places.Count > 0 && with.Places[0] is Undefined missing) throw missing.Refusal();
        if (with.Places.Count > 0 && with.Places[0] is PythonDict other)
        {
            foreach (var (key, value) in other.Pairs) dict.Put(key, value);
        }
        else if (with.Places.Count > 0)
        {
            foreach (var item in PythonValue.Iterate(meter, with.Places[0]))
            {
                if (!PythonValue.IsIterable(item)) throw new TemplateException($"cannot convert dictionary update sequence element #{dict.Count} to a sequence");
                var pair = PythonValue.ToList(meter, item);
                if (pair.Count != 2) throw new TemplateException($"dictionary update sequence element #{dict.Count} has length {pair.Count}; 2 is required");
                dict.Put(pair[0], pair[1]);
            }
        }

        foreach (var (name, value) in with.Names) dict.Put(name, value);
        return dict;
    }

    /// <summary>Gives its items in turn.</summary>
    private sealed class Cycler(List<object?> items) : PythonCallable("Cycler")
    {
        private int at;

        public override bool IsCallable => false;

        public override object? Call(Meter meter, CallArguments with) => throw new TemplateException("'Cycler' object is not callable");

        public override object? Attribute(Meter meter, string attribute) => attribute switch
        {
            "current" => items[at],
            "next" => new BuiltIn(attribute, (_, with) => with.Bind("next", 0) is var _ ? Next() : null),
            "reset" => new BuiltIn(attribute, (_, with) => with.Bind("reset", 0) is var _ ? Reset() : null),
            "items" => new PythonTuple(items),
            "pos" => (long)at,
            _ => Undefined.Named(attribute),
        };

        private object? Next()
        {
            var item = items[at];
            at = (at + 1) % items.Count;
            return item;
        }

        private object? Reset()
        {
            at = 0;
            return null;
        }
    }

    /// <summary>Gives nothing the first time, then its separator.</summary>
    private sealed class Joiner(object? separator) : PythonCallable("Joiner")
    {
        private bool used;

        public override object? Call(Meter meter, CallArguments with)
        {
            with.Bind("joiner", 0);
            (var first, used) = (!used, true);
            return first ? "" : separator;
        }

        public override object? Attribute(Meter meter, string attribute) => attribute switch
        {
            "sep" => separator,
            "used" => used,
            _ => Undefined.Named(attribute),
        };
    }
}
