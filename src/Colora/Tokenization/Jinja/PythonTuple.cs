namespace Colora.Tokenization.Jinja;

/// <summary>A tuple: a list that prints with round brackets.</summary>
internal sealed class PythonTuple(IEnumerable<object?> items) : List<object?>(items);
