using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>What <c>range</c> gives.</summary>
/// <param name="Start">The first number.</param>
/// <param name="Stop">Where it ends, itself left out.</param>
/// <param name="Step">The distance, not 0.</param>
internal sealed record PythonRange(BigInteger Start, BigInteger Stop, BigInteger Step)
{
    public BigInteger Count { get; } = BigInteger.Max(0, Step.Sign > 0 ? (Stop - Start + Step - 1) / Step : (Start - Stop - Step - 1) / -Step);

    public object At(BigInteger place) => PythonInteger.Value(Start + (place * Step));

    public IEnumerable<object?> Items()
    {
        for (BigInteger i = 0; i < Count; i++) yield return At(i);
    }

    public bool Contains(Meter meter, object? item)
    {
        if (PythonInteger.Is(item))
        {
            var from = PythonInteger.Of(item) - Start;
            return (from % Step).IsZero && from / Step is var place && place >= 0 && place < Count;
        }

        foreach (var mine in Items())
        {
            meter.Step();
            if (PythonEquality.Same(meter, mine, item)) return true;
        }

        return false;
    }

    /// <summary>Ranges are equal where their numbers are.</summary>
    public bool SameNumbers(PythonRange other) => Count == other.Count && (Count.IsZero || (Start == other.Start && (Count.IsOne || Step == other.Step)));
}
