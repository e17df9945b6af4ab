namespace Colora.Templates.Jinja.Values;

/// <summary>A function or method that comes with the language.</summary>
/// <param name="name">Its name.</param>
/// <param name="run">What it does.</param>
/// <param name="isType">Whether it is a type of Python, whose attributes are not supported.</param>
internal sealed class BuiltIn(string name, Func<Meter, CallArguments, object?> run, bool isType = false) : PythonCallable(name)
{
    public override object? Call(Meter meter, CallArguments with) => run(meter, with);

    public override object? Attribute(Meter meter, string attribute) => isType ? throw new TemplateException($"attributes of the type '{Name}' are not supported") : base.Attribute(meter, attribute);
}
