namespace Colora.Templates.Jinja.Values;

/// <summary>A dictionary in insertion order. Keys are Python's: 1, 1.0 and True are one key, strings are not numbers, lists are refused.</summary>
internal sealed class PythonDict : OrderedDictionary<object, object?>
{
    /// <summary>The key that stands for none, which .NET does not take for a key.</summary>
    private static readonly object NoneKey = new();

    private readonly Meter meter;

    public PythonDict(Meter meter)
        : base(new KeyComparer(meter)) => this.meter = meter;

    public new IEnumerable<object?> Keys => base.Keys.Select(Shown);

    /// <summary>The pairs, none among the keys as none.</summary>
    public IEnumerable<KeyValuePair<object?, object?>> Pairs
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                var pair = GetAt(i);
                yield return new(Shown(pair.Key), pair.Value);
            }
        }
    }

    public void Put(object? key, object? value)
    {
        meter.Items(1, Count);
        this[key ?? NoneKey] = value;
    }

    public bool TryFind(object? key, out object? value)
    {
        meter.Step();
        return TryGetValue(key ?? NoneKey, out value);
    }

    /// <summary>The value of a key, or an undefined one.</summary>
    public object? Find(string key) => TryFind(key, out var value) ? value : Undefined.Named(key);

    private static object? Shown(object key) => ReferenceEquals(key, NoneKey) ? null : key;

    private sealed class KeyComparer(Meter meter) : IEqualityComparer<object>
    {
        public new bool Equals(object? a, object? b)
        {
            meter.Step();
            return PythonEquality.Same(meter, a, b);
        }

        public int GetHashCode(object value) => ReferenceEquals(value, NoneKey) ? 1 : PythonEquality.Hash(meter, value);
    }
}
