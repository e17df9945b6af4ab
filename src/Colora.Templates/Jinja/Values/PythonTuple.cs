namespace Colora.Templates.Jinja.Values;

/// <summary>A tuple: a list that prints with round brackets.</summary>
/// <param name="items">Its items.</param>
/// <param name="isGroup">Whether groupby made it: its items are then called grouper and list.</param>
internal sealed class PythonTuple(IEnumerable<object?> items, bool isGroup = false) : List<object?>(items)
{
    public bool IsGroup => isGroup;
}
