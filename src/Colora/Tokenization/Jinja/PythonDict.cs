namespace Colora.Tokenization.Jinja;

/// <summary>A dictionary in insertion order.</summary>
internal sealed class PythonDict : OrderedDictionary<object, object?>
{
    public PythonDict()
        : base(KeyComparer.Instance)
    {
    }

    /// <summary>Python's keys: 1 and 1.0 and True are one key; strings are not numbers.</summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        public new bool Equals(object? a, object? b) => PythonValue.AreEqual(a, b);

        public int GetHashCode(object value) => value switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            bool flag => flag ? 1 : 0,
            long number => number.GetHashCode(),
            double number => Math.Floor(number) == number && Math.Abs(number) < 1e15 ? ((long)number).GetHashCode() : number.GetHashCode(),
            _ => 0,
        };
    }
}
