namespace Colora.Templates.Jinja.Values;

/// <summary>Something that a template can call.</summary>
/// <param name="name">Its name, for messages.</param>
internal abstract class PythonCallable(string name)
{
    public string Name => name;

    /// <summary>How it prints; null where Python would print an address of its memory.</summary>
    public virtual string? Printed => null;

    public virtual bool IsCallable => true;

    public abstract object? Call(Meter meter, CallArguments with);

    /// <summary>An attribute, or an undefined value.</summary>
    public virtual object? Attribute(Meter meter, string attribute) => Undefined.Named(attribute);
}
