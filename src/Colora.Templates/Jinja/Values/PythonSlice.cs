using System.Numerics;

namespace Colora.Templates.Jinja.Values;

/// <summary>value[from:to:by].</summary>
internal static class PythonSlice
{
    public static object? Of(Meter meter, object? value, object? from, object? to, object? by)
    {
        switch (value)
        {
            case Undefined missing:
                throw missing.Refusal();
            case string text:
                return OfText(meter, text, from, to, by);
            case MarkedText marked:
                return new MarkedText(OfText(meter, marked.Text, from, to, by));
            case List<object?> list:
                var (begin, count, step) = Bounds(list.Count, from, to, by);
                meter.Items((long)count);
                var items = new List<object?>((int)count);
                for (long i = 0, at = (long)begin; i < count; i++, at += (long)step) items.Add(list[(int)at]);
                return value is PythonTuple ? new PythonTuple(items) : items;
            case PythonRange range:
                var (first, _, stride) = Bounds(range.Count, from, to, by);
                return new PythonRange(range.Start + (first * range.Step), range.Start + (End(range.Count, to, stride) * range.Step), range.Step * stride);
            default:
                throw new TemplateException(value is PythonDict ? "unhashable type: 'slice'" : $"'{PythonValue.TypeName(value)}' object is not subscriptable");
        }
    }

    /// <summary>A part of a text by code points, as the methods with a start and an end mean it.</summary>
    public static (int From, int To) Units(Meter meter, string text, object? from, object? to)
    {
        if (from is null && to is null) return (0, text.Length);
        var length = CodePoints.Length(meter, text);
        var begin = Place(from, 0, length);
        var end = Place(to, length, length);
        return begin > length ? (text.Length + 1, text.Length) : (CodePoints.Unit(meter, text, (long)begin), CodePoints.Unit(meter, text, (long)BigInteger.Min(end, length)));
    }

    private static BigInteger Place(object? given, BigInteger otherwise, int length)
    {
        if (given is null) return otherwise;
        var place = PythonInteger.Of(given);
        return place.Sign < 0 ? BigInteger.Max(0, place + length) : place;
    }

    private static string OfText(Meter meter, string text, object? from, object? to, object? by)
    {
        var length = CodePoints.Length(meter, text);
        var (begin, count, step) = Bounds(length, from, to, by);
        if (count.IsZero) return "";
        if (step.IsOne)
        {
            var unit = CodePoints.Unit(meter, text, (long)begin);
            var part = text.Substring(unit, length == text.Length ? (int)count : CodePoints.Unit(meter, text[unit..], (long)count));
            meter.Text(part.Length);
            return part;
        }

        var plain = length == text.Length;
        var units = plain ? [] : new int[length];
        if (!plain)
        {
            meter.Work(4L * length);
            for (int i = 0, unit = 0; i < length; i++, unit += CodePoints.Width(text, unit)) units[i] = unit;
        }

        var result = new TextBuilder(meter);
        for (long i = 0, at = (long)begin; i < count; i++, at += (long)step)
        {
            if (plain) result.Append(text[(int)at]);
            else result.Append(CodePoints.One(text, units[at]));
        }

        return result.ToString();
    }

    /// <summary>The first place, how many there are, and the distance.</summary>
    private static (BigInteger Begin, BigInteger Count, BigInteger Step) Bounds(BigInteger length, object? from, object? to, object? by)
    {
        var step = by is null ? BigInteger.One : Index(by);
        if (step.IsZero) throw new TemplateException("slice step cannot be zero");
        var begin = from is null ? step.Sign > 0 ? 0 : length - 1 : Clamp(Index(from), length, step);
        var end = End(length, to, step);
        var count = step.Sign > 0 ? begin < end ? ((end - begin - 1) / step) + 1 : 0 : end < begin ? ((begin - end - 1) / -step) + 1 : 0;
        return (begin, count, BigInteger.Max(BigInteger.Min(step, int.MaxValue), -int.MaxValue));
    }

    private static BigInteger End(BigInteger length, object? to, BigInteger step) => to is null ? step.Sign > 0 ? length : -1 : Clamp(Index(to), length, step);

    private static BigInteger Clamp(BigInteger place, BigInteger length, BigInteger step)
    {
        if (place.Sign < 0) place += length;
        return step.Sign > 0 ? BigInteger.Max(0, BigInteger.Min(place, length)) : BigInteger.Max(-1, BigInteger.Min(place, length - 1));
    }

    private static BigInteger Index(object? value) => PythonInteger.Is(value) || value is Undefined ? PythonInteger.Of(value)
        : throw new TemplateException("slice indices must be integers or None or have an __index__ method");
}
