using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>A for.</summary>
/// <param name="line">Its line.</param>
/// <param name="frames">The scopes of filter, body and else.</param>
/// <param name="assign">Puts an item into its names.</param>
/// <param name="filter">Which items it takes; null for all.</param>
/// <param name="recursive">Whether its body may call it.</param>
/// <param name="body">What is done for each item.</param>
/// <param name="otherwise">What is done where there was none.</param>
internal sealed class ForLoop(int line, (SymbolFrame Filter, SymbolFrame Body, SymbolFrame Otherwise) frames, Action<RenderScope, object?> assign, Expression? filter, bool recursive, Statement body, Statement? otherwise)
{
    public LoopSignal Run(RenderScope scope, Expression sequence)
    {
        scope.Meter.Line = line;
        return Run(scope, sequence.Evaluate(scope), 0);
    }

    private LoopSignal Run(RenderScope scope, object? of, int level)
    {
        var items = PythonValue.Iterate(scope.Meter, of);
        if (filter is not null) items = items.Where(item => Takes(scope, item));
        string Recurse(object? deeper, int deeperLevel)
        {
            scope.Meter.Enter();
            var inner = scope.Capture(frames.Body);
            Run(inner, deeper, deeperLevel);
            scope.Meter.Leave();
            return inner.Output.ToString();
        }

        var loop = new LoopState(scope.Meter, items, level, recursive ? Recurse : null);
        var any = false;
        while (loop.MoveNext())
        {
            var inner = scope.Enter(frames.Body);
            inner.Set("loop", loop);
            assign(inner, loop.Current);
            var signal = body(inner);
            if (signal == LoopSignal.Break) break;
            // As in Jinja, only a body that came to its end counts: where all were broken off or went on early, the else is done.
            any |= signal == LoopSignal.None;
        }

        return any || otherwise is null ? LoopSignal.None : otherwise(scope.Enter(frames.Otherwise));
    }

    private bool Takes(RenderScope scope, object? item)
    {
        var inner = scope.Enter(frames.Filter);
        assign(inner, item);
        scope.Meter.Enter();
        var takes = filter!.Holds(inner);
        scope.Meter.Leave();
        return takes;
    }
}
