namespace Colora.Templates.Jinja.Values;

/// <summary>The object that <c>namespace(…)</c> makes: its attributes may be set from inside loops.</summary>
internal sealed class PythonNamespace(PythonDict values)
{
    public PythonDict Values => values;
}
