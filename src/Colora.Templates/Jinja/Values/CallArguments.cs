using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>Arguments of a filter, test, method or function, by place or by name.</summary>
/// <param name="places">Positional arguments.</param>
/// <param name="names">Named arguments in their order.</param>
internal sealed class CallArguments(List<object?> places, OrderedDictionary<string, object?> names)
{
    /// <summary>What stands in the place of an argument that was not given.</summary>
    public static readonly object Missing = new();

    public static CallArguments None { get; } = new([], []);

    public List<object?> Places => places;

    public OrderedDictionary<string, object?> Names => names;

    /// <summary>Puts the arguments in the order of the parameters.</summary>
    /// <param name="function">Name for messages.</param>
    /// <param name="required">How many of the parameters must be given.</param>
    /// <param name="parameters">Names of the parameters; one that begins with <c>/</c> cannot be given by its name.</param>
    public Bound Bind(string function, int required, params ReadOnlySpan<string> parameters)
    {
        if (places.Count > parameters.Length) throw new TemplateException($"{function}() takes at most {parameters.Length} argument{(parameters.Length == 1 ? "" : "s")} ({places.Count} given)");
        var values = new object?[parameters.Length];
        var used = 0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i < places.Count ? places[i] : Missing;
            if (!names.TryGetValue(parameters[i], out var named)) continue;
            if (i < places.Count) throw new TemplateException($"{function}() got multiple values for argument '{parameters[i]}'");
            values[i] = named;
            used++;
        }

        if (used < names.Count)
        {
            foreach (var (name, _) in names)
                if (!parameters.Contains(name)) throw new TemplateException($"{function}() got an unexpected keyword argument '{name}'");
        }

        for (var i = 0; i < required; i++)
            if (ReferenceEquals(values[i], Missing)) throw new TemplateException($"{function}() missing a required argument: '{parameters[i].TrimStart('/')}'");
        return new Bound(values);
    }

    /// <summary>Arguments in the order of a function's parameters.</summary>
    public readonly struct Bound(object?[] values)
    {
        public object? this[int place] => values[place];

        public bool Has(int place) => !ReferenceEquals(values[place], Missing);

        public object? Or(int place, object? otherwise) => Has(place) ? values[place] : otherwise;

        /// <summary>A string, nothing else.</summary>
        public string Text(int place) => values[place] switch
        {
            string text => text,
            MarkedText marked => marked.Text,
            var other => throw new TemplateException($"must be str, not {PythonValue.TypeName(other)}"),
        };

        /// <summary>A string; <paramref name="otherwise"/> where it is missing or none.</summary>
        public string? TextOrNone(int place, string? otherwise = null) => !Has(place) || values[place] is null ? otherwise : Text(place);

        public bool Flag(int place, bool otherwise = false) => Has(place) ? PythonValue.IsTrue(values[place]) : otherwise;

        /// <summary>An integer; what is out of a machine word's range is refused.</summary>
        public long Index(int place, long otherwise) => Has(place) ? PythonInteger.Index(values[place]) : otherwise;

        public BigInteger Integer(int place, BigInteger otherwise) => Has(place) ? PythonInteger.Of(values[place]) : otherwise;
    }
}
