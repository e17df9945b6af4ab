using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>Names visible at a place of a template, and the text written there.</summary>
internal sealed class RenderScope
{
    private const int WorkOfScope = 128;

    private readonly RenderScope? outer;
    private Dictionary<string, object?>? names;

    public RenderScope(Meter meter)
    {
        Meter = meter;
        Output = new TextBuilder(meter);
        Global = this;
    }

    private RenderScope(RenderScope outer, TextBuilder output)
    {
        this.outer = outer;
        Meter = outer.Meter;
        Global = outer.Global;
        Output = output;
    }

    public Meter Meter { get; }

    public TextBuilder Output { get; }

    /// <summary>The outermost scope: what blocks see.</summary>
    public RenderScope Global { get; }

    /// <summary>A scope inside this one that writes where this one does.</summary>
    public RenderScope Enter(SymbolFrame frame) => Enter(frame, Output);

    /// <summary>A scope inside this one whose text is kept apart.</summary>
    public RenderScope Capture(SymbolFrame frame) => Enter(frame, new TextBuilder(Meter));

    /// <summary>Takes the value from the names that a scope has no value for when it is entered.</summary>
    public void Open(SymbolFrame frame)
    {
        foreach (var name in frame.Unset) Set(name, Undefined.Named(name));
    }

    private RenderScope Enter(SymbolFrame frame, TextBuilder output)
    {
        Meter.Work(WorkOfScope + frame.Unset.Count);
        var scope = new RenderScope(this, output);
        scope.Open(frame);
        return scope;
    }

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            Meter.Work(1);
            if (scope.names is not null && scope.names.TryGetValue(name, out var value)) return value;
        }

        return name == "strftime_now" ? new Undefined("'strftime_now' is undefined: there is no clock, so that the same messages give the same text on every day") : Undefined.Named(name);
    }

    public void Set(string name, object? value) => (names ??= [])[name] = value;
}
