using System.Globalization;

namespace Colora.Lab.Drawings;

/// <summary>Maps numbers to pixels, with round marks.</summary>
internal sealed class NumberAxis
{
    private readonly double low, high, from, to;

    /// <summary>
    /// An axis that covers the finite ones of the values with a little room; 0 … 1 where there are none.
    /// </summary>
    /// <param name="values">What has to be on it.</param>
    /// <param name="from">Pixel of its lower end.</param>
    /// <param name="to">Pixel of its upper end; less than the other for an axis that rises upwards.</param>
    /// <param name="room">Share of the range that is left free at each end.</param>
    public NumberAxis(IEnumerable<double> values, double from, double to, double room = 0.05)
    {
        var finite = values.Where(double.IsFinite).ToList();
        (low, high) = finite.Count == 0 ? (0, 1) : (finite.Min(), finite.Max());
        var range = high - low;
        var least = Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-6;
        if (range <= least)
        {
            low -= Math.Max(0.1 * Math.Abs(low), 1e-3);
            high += Math.Max(0.1 * Math.Abs(high), 1e-3);
        }
        else
        {
            low -= room * range;
            high += room * range;
        }

        (this.from, this.to) = (from, to);
    }

    /// <summary>Where a number lies; beyond the ends it lies at the end.</summary>
    public double At(double value) => from + (to - from) * Math.Clamp((value - low) / (high - low), 0, 1);

    /// <summary>Whether a number lies on the axis.</summary>
    public bool Holds(double value) =>
        value >= low - 1e-9 * (high - low) && value <= high + 1e-9 * (high - low);

    /// <summary>Round numbers on it with their texts, about as many as asked for.</summary>
    public IReadOnlyList<(double Value, string Text)> Marks(int about)
    {
        var raw = (high - low) / Math.Max(1, about);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1.0, 2, 5, 10 }.First(digit => digit * power >= raw * 0.999) * power;
        var digits = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 15);
        var first = Math.Ceiling(low / step - 1e-9);
        var values = Enumerable.Range(0, 2 * about + 3).Select(i => (first + i) * step);
        return [.. values.TakeWhile(value => value <= high + 1e-9 * step).Select(Mark)];

        // What rounding leaves of zero is zero.
        (double Value, string Text) Mark(double value) =>
            (value, Text(Math.Abs(value) < 1e-9 * step ? 0 : value, digits));
    }

    private static string Text(double value, int digits)
    {
        var format = Math.Abs(value) >= 1e6 || digits > 6 ? "0.###e0" : $"F{digits}";
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
