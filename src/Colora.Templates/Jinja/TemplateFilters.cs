using System.Collections.Frozen;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Jinja's filters by name.</summary>
internal static class TemplateFilters
{
    private static readonly FrozenDictionary<string, Func<Meter, object?, CallArguments, object?>> ByName = TextFilters.All.Concat(SequenceFilters.All).Concat(ValueFilters.All)
        .Concat(((string[])["pprint", "random", "striptags", "urlize", "wordwrap", "xmlattr"]).Select(name => KeyValuePair.Create<string, Func<Meter, object?, CallArguments, object?>>(
            name, (_, _, _) => throw new TemplateException($"the filter '{name}' is not supported"))))
        .ToFrozenDictionary();

    public static bool Has(string name) => ByName.ContainsKey(name);

    public static object? Apply(Meter meter, string name, object? value, CallArguments with)
    {
        meter.Step();
        return ByName.TryGetValue(name, out var filter) ? filter(meter, value, with) : throw new TemplateException($"No filter named '{name}'.");
    }
}
