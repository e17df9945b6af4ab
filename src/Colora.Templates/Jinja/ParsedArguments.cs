using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>The arguments of a call as they were written.</summary>
internal sealed class ParsedArguments
{
    private readonly List<Expression> places = [];
    private readonly List<(string Name, Expression Value)> names = [];
    private readonly HashSet<string> seen = [];
    private Expression? morePlaces, moreNames;

    /// <summary>All expressions among them.</summary>
    public List<Expression> Parts { get; } = [];

    public void Add(Expression place, int line)
    {
        Check(morePlaces is null && moreNames is null && names.Count == 0, line);
        places.Add(place);
        Parts.Add(place);
    }

    public void Add(string name, Expression value, int line)
    {
        Check(moreNames is null, line);
        if (!seen.Add(name)) throw new TemplateException($"keyword argument repeated: {name}", line);
        names.Add((name, value));
        Parts.Add(value);
    }

    /// <summary>*list.</summary>
    public void AddPlaces(Expression list, int line)
    {
        Check(morePlaces is null && moreNames is null, line);
        morePlaces = list;
        Parts.Add(list);
    }

    /// <summary>**dict.</summary>
    public void AddNames(Expression dict, int line)
    {
        Check(moreNames is null, line);
        moreNames = dict;
        Parts.Add(dict);
    }

    public CallArguments Evaluate(RenderScope scope)
    {
        if (Parts.Count == 0) return new CallArguments([], []);
        var meter = scope.Meter;
        var given = new List<object?>();
        foreach (var place in places) PythonValue.Add(meter, given, place.Evaluate(scope));
        if (morePlaces is not null)
            foreach (var item in PythonValue.Iterate(meter, morePlaces.Evaluate(scope))) PythonValue.Add(meter, given, item);
        var named = new OrderedDictionary<string, object?>();
        foreach (var (name, value) in names) named[name] = value.Evaluate(scope);
        if (moreNames is null) return new CallArguments(given, named);
        var more = moreNames.Evaluate(scope);
        if (more is not PythonDict dict) throw new TemplateException($"argument after ** must be a mapping, not {PythonValue.TypeName(more)}");
        foreach (var (key, value) in dict.Pairs)
        {
            meter.Items(1, named.Count);
            if (key is not string name) throw new TemplateException("keywords must be strings");
            if (!named.TryAdd(name, value)) throw new TemplateException($"got multiple values for keyword argument '{name}'");
        }

        return new CallArguments(given, named);
    }

    private static void Check(bool fits, int line)
    {
        if (!fits) throw new TemplateException("invalid syntax for function call expression", line);
    }
}
