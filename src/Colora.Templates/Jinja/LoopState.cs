using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>The <c>loop</c> of a for: looks ahead no further than it is asked to.</summary>
/// <param name="meter">The meter of the rendering.</param>
/// <param name="items">What is looped over.</param>
/// <param name="level">Depth of recursion, from 0.</param>
/// <param name="recurse">The loop over other items; null where the loop is not recursive.</param>
internal sealed class LoopState(Meter meter, IEnumerable<object?> items, int level, Func<object?, int, string>? recurse) : PythonCallable("loop")
{
    private readonly IEnumerator<object?> source = items.GetEnumerator();
    private readonly Queue<object?> ahead = new();
    private object? previous, current;
    private PythonTuple? lastChanged;
    private bool ended;
    private long index = -1;

    public override string Printed => $"<LoopContext {index + 1}/{Length()}>";

    public object? Current => current;

    public bool MoveNext()
    {
        if (!Peek()) return false;
        previous = current;
        current = ahead.Dequeue();
        index++;
        return true;
    }

    public override object? Call(Meter meter, CallArguments with)
    {
        var other = with.Bind("loop", 1, "iterable")[0];
        return recurse is null ? throw new TemplateException("The loop must have the 'recursive' marker to be called recursively.") : recurse(other, level + 1);
    }

    public override object? Attribute(Meter meter, string attribute) => attribute switch
    {
        "index" => index + 1,
        "index0" => index,
        "revindex" => Length() - index,
        "revindex0" => Length() - index - 1,
        "first" => index == 0,
        "last" => !Peek(),
        "length" => Length(),
        "previtem" => index == 0 ? new Undefined("there is no previous item") : previous,
        "nextitem" => Peek() ? ahead.Peek() : new Undefined("there is no next item"),
        "depth" => level + 1L,
        "depth0" => (long)level,
        "cycle" => new BuiltIn(attribute, (_, with) => Cycle(with)),
        "changed" => new BuiltIn(attribute, (_, with) => Changed(new PythonTuple(with.Places))),
        _ => Undefined.Named(attribute),
    };

    private object? Cycle(CallArguments with) => with.Names.Count > 0 ? throw new TemplateException("cycle() got an unexpected keyword argument")
        : with.Places.Count == 0 ? throw new TemplateException("no items for cycling given") : with.Places[(int)(index % with.Places.Count)];

    private bool Changed(PythonTuple now)
    {
        if (lastChanged is not null && PythonEquality.AreEqual(meter, lastChanged, now)) return false;
        lastChanged = now;
        return true;
    }

    private bool Peek() => ahead.Count > 0 || Fetch();

    private bool Fetch()
    {
        if (ended || !source.MoveNext())
        {
            ended = true;
            return false;
        }

        meter.Items(1, ahead.Count);
        ahead.Enqueue(source.Current);
        return true;
    }

    private long Length()
    {
        while (Fetch())
        {
        }

        return index + 1 + ahead.Count;
    }
}
