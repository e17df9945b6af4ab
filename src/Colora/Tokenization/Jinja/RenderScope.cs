using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Names visible at a place of a template, the text written so far, and the limits of one rendering.</summary>
internal sealed class RenderScope
{
    private const int LongestOutput = 16 << 20, MostSteps = 2_000_000, DeepestScope = 200, DeepestCall = 60;

    private readonly RenderScope? outer;
    private readonly Dictionary<string, object?> names = [];
    private readonly Counter counter;
    private readonly int depth;

    public RenderScope(TimeProvider clock)
    {
        Clock = clock;
        Output = new StringBuilder();
        counter = new Counter();
    }

    private RenderScope(RenderScope outer, StringBuilder output)
    {
        this.outer = outer;
        Clock = outer.Clock;
        counter = outer.counter;
        Output = output;
        depth = outer.depth + 1;
        if (depth > DeepestScope) throw new JinjaException("the template nests too deeply");
    }

    public TimeProvider Clock { get; }

    public StringBuilder Output { get; }

    /// <summary>The outermost scope: what macros see.</summary>
    public RenderScope Global => outer?.Global ?? this;

    /// <summary>A scope inside this one; with an output of its own where the text is wanted as a value.</summary>
    public RenderScope Enter(StringBuilder? output = null) => new(this, output ?? Output);

    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
            if (scope.names.TryGetValue(name, out var value)) return value;
        return new Undefined(name);
    }

    public void Set(string name, object? value) => names[name] = value;

    public void Write(string text)
    {
        Output.Append(text);
        if (Output.Length > LongestOutput) throw new JinjaException("the template writes too much");
    }

    /// <summary>Counts work, so that no template runs for ever.</summary>
    public void Step()
    {
        if (++counter.Steps > MostSteps) throw new JinjaException("the template runs too long");
    }

    /// <summary>Runs a macro's body; macros that call each other without end are refused before the stack is.</summary>
    public void Call(Action body)
    {
        if (++counter.Calls > DeepestCall) throw new JinjaException("maximum recursion depth exceeded");
        body();
        counter.Calls--;
    }

    private sealed class Counter
    {
        public int Steps { get; set; }

        public int Calls { get; set; }
    }
}
