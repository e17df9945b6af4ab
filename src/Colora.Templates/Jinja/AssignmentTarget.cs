using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>What a value is put into: a name, an attribute of a namespace, or several of them.</summary>
internal sealed class AssignmentTarget
{
    private readonly string name;
    private readonly string? attribute;
    private readonly List<AssignmentTarget>? parts;

    private AssignmentTarget(string name, string? attribute, List<AssignmentTarget>? parts)
    {
        this.name = name;
        this.attribute = attribute;
        this.parts = parts;
    }

    public static AssignmentTarget Of(string name, string? attribute = null) => new(name, attribute, null);

    public static AssignmentTarget Of(List<AssignmentTarget> parts) => new("", null, parts);

    /// <summary>Tells a scope that its names are set there.</summary>
    public void Store(SymbolFrame frame)
    {
        if (parts is not null) parts.ForEach(part => part.Store(frame));
        else if (attribute is not null) frame.Read(name);
        else frame.Store(name);
    }

    /// <summary>Tells a scope that it is entered with its names.</summary>
    public void Take(SymbolFrame frame)
    {
        if (parts is not null) parts.ForEach(part => part.Take(frame));
        else frame.Take(name);
    }

    /// <summary>Refuses an attribute of what is no namespace, before the value is asked for.</summary>
    public void Check(RenderScope scope)
    {
        if (parts is not null) parts.ForEach(part => part.Check(scope));
        else if (attribute is not null && scope.Get(name) is not PythonNamespace) throw new TemplateException("cannot assign attribute on non-namespace object");
    }

    public void Assign(RenderScope scope, object? value)
    {
        scope.Meter.Step();
        if (parts is null)
        {
            if (attribute is null) scope.Set(name, value);
            else if (scope.Get(name) is PythonNamespace space) space.Values.Put(attribute, value);
            else throw new TemplateException("cannot assign attribute on non-namespace object");
            return;
        }

        var items = value as List<object?> ?? PythonValue.ToList(scope.Meter, value);
        if (items.Count > parts.Count) throw new TemplateException($"too many values to unpack (expected {parts.Count})");
        if (items.Count < parts.Count) throw new TemplateException($"not enough values to unpack (expected {parts.Count}, got {items.Count})");
        for (var i = 0; i < items.Count; i++) parts[i].Assign(scope, items[i]);
    }
}
