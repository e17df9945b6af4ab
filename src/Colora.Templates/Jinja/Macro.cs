using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>A macro, or the body of a call block.</summary>
/// <param name="name">Its name; none for the body of a call block.</param>
/// <param name="definition">Parameters and body.</param>
/// <param name="outer">The scope in which it was defined.</param>
internal sealed class Macro(string name, MacroDefinition definition, RenderScope outer) : PythonCallable(name)
{
    public override string Printed => Name.Length > 0 ? $"<Macro '{Name}'>" : "<Macro anonymous>";

    public override object? Call(Meter meter, CallArguments with)
    {
        meter.Enter();
        var scope = outer.Capture(definition.Frame);
        var (parameters, names) = (definition.Parameters, with.Names);
        var used = 0;
        var callerGiven = false;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (parameter, otherwise) = parameters[i];
            callerGiven |= parameter == "caller";
            if (i < with.Places.Count)
            {
                scope.Set(parameter, with.Places[i]);
                continue;
            }

            var given = names.TryGetValue(parameter, out var value);
            if (given) used++;
            scope.Set(parameter, given ? value : otherwise is null ? new Undefined($"parameter '{parameter}' was not provided") : otherwise.Evaluate(scope));
        }

        var taken = parameters.Skip(with.Places.Count).Select(parameter => parameter.Name).ToHashSet();
        if (definition.UsesCaller && !callerGiven)
        {
            scope.Set("caller", names.TryGetValue("caller", out var caller) && caller is not null ? caller : new Undefined("No caller defined"));
            taken.Add("caller");
        }

        var more = new PythonDict(meter);
        foreach (var (key, value) in names)
            if (!taken.Contains(key)) more.Put(key, value);
        if (definition.UsesKwargs) scope.Set("kwargs", more);
        else if (more.Count > 0) throw new TemplateException($"macro '{Name}' takes no keyword argument {PythonText.Represent(meter, more.Keys.First())}");
        if (definition.UsesVarargs) scope.Set("varargs", new PythonTuple(with.Places.Skip(parameters.Count)));
        else if (with.Places.Count > parameters.Count) throw new TemplateException($"macro '{Name}' takes not more than {parameters.Count} argument(s)");
        definition.Body(scope);
        meter.Leave();
        return scope.Output.ToString();
    }

    public override object? Attribute(Meter meter, string attribute) => attribute switch
    {
        "name" => Name,
        "arguments" => new PythonTuple(definition.Parameters.Select(parameter => (object?)parameter.Name)),
        "catch_kwargs" => definition.UsesKwargs,
        "catch_varargs" => definition.UsesVarargs,
        "caller" => definition.UsesCaller,
        _ => Undefined.Named(attribute),
    };
}
