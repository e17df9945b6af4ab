using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>A parsed expression.</summary>
internal sealed class Expression
{
    private const int Highest = 250;

    private readonly Func<RenderScope, object?> evaluate;

    /// <summary>An expression over others.</summary>
    /// <param name="evaluate">Its value in a scope.</param>
    /// <param name="line">Line of the template, for the refusal of one that nests too deeply.</param>
    /// <param name="parts">What it is made of.</param>
    public Expression(Func<RenderScope, object?> evaluate, int line, params ReadOnlySpan<Expression?> parts)
    {
        this.evaluate = evaluate;
        foreach (var part in parts)
            if (part is not null) Height = Math.Max(Height, part.Height + 1);
        if (Height > Highest) throw new TemplateException("the expression nests too deeply", line);
    }

    /// <summary>How many expressions lie one inside the other below this one.</summary>
    public int Height { get; }

    /// <summary>Of a call: what it does with the text of a call block.</summary>
    public Func<RenderScope, PythonCallable, object?>? CallWith { get; init; }

    public object? Evaluate(RenderScope scope)
    {
        scope.Meter.Step();
        if (Height == 0) return evaluate(scope);
        scope.Meter.Enter();
        var value = evaluate(scope);
        scope.Meter.Leave();
        return value;
    }

    public bool Holds(RenderScope scope) => PythonValue.IsTrue(Evaluate(scope));
}
