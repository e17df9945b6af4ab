using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>An attribute such as <c>function.name</c> or a place, as the filters for sequences take it.</summary>
internal sealed class AttributePath
{
    private readonly List<object?> parts = [];

    public static AttributePath Of(Meter meter, object? attribute)
    {
        var path = new AttributePath();
        if (attribute is null) return path;
        if (PythonInteger.Is(attribute))
        {
            path.parts.Add(attribute);
            return path;
        }

        var text = attribute as string ?? throw new TemplateException($"'{PythonValue.TypeName(attribute)}' object has no attribute 'split'");
        meter.Work(text.Length);
        foreach (var part in text.Split('.'))
        {
            meter.Items(1, path.parts.Count);
            path.parts.Add(part.Length > 0 && part.All(char.IsAsciiDigit) ? NumberParser.Integer(meter, part, 10) : part);
        }

        return path;
    }

    public object? Get(Meter meter, object? item, object? otherwise = null)
    {
        foreach (var part in parts)
        {
            item = PythonMembers.Item(meter, item, part);
            if (otherwise is not null && item is Undefined) item = otherwise;
        }

        return item;
    }
}
