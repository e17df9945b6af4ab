namespace Colora.Templates.Jinja.Values;

/// <summary>Texts cut into parts, and put together of others.</summary>
internal static class TextParts
{
    public static string Strip(Meter meter, string text, string? chars, bool left, bool right)
    {
        HashSet<int>? goes = chars is null ? null : [.. chars.EnumerateRunes().Select(rune => rune.Value)];
        bool Goes(int unit) => goes?.Contains(CodePoints.At(text, unit).Value) ?? LetterClass.IsBlank(text[unit]);
        int from = 0, to = text.Length;
        while (left && from < to && Goes(from)) from += CodePoints.Width(text, from);
        while (right && to > from)
        {
            var last = char.IsLowSurrogate(text[to - 1]) ? to - 2 : to - 1;
            if (!Goes(last)) break;
            to = last;
        }

        meter.Text(text.Length);
        meter.Work(chars?.Length ?? 0);
        return text[from..to];
    }

    public static string Replace(Meter meter, string text, string old, string by, long count)
    {
        if (count == 0) return text;
        var result = new TextBuilder(meter);
        var at = 0;
        long done = 0;
        if (old.Length == 0)
        {
            while (count < 0 || done < count)
            {
                result.Append(by);
                done++;
                if (at >= text.Length) break;
                var width = CodePoints.Width(text, at);
                result.Append(text.AsSpan(at, width));
                at += width;
            }

            return result.Append(text.AsSpan(at)).ToString();
        }

        for (; count < 0 || done < count; done++)
        {
            var found = TextSearch.Find(meter, text, old, at);
            if (found < 0) break;
            result.Append(text.AsSpan(at, found - at)).Append(by);
            at = found + old.Length;
        }

        return result.Append(text.AsSpan(at)).ToString();
    }

    public static List<object?> Split(Meter meter, string text, string? separator, long most)
    {
        if (separator is null) return SplitAtBlanks(meter, text, most);
        if (separator.Length == 0) throw new TemplateException("empty separator");
        var parts = new List<object?>();
        var at = 0;
        while (most < 0 || parts.Count < most)
        {
            var found = TextSearch.Find(meter, text, separator, at);
            if (found < 0) break;
            Add(meter, parts, text, at, found);
            at = found + separator.Length;
        }

        Add(meter, parts, text, at, text.Length);
        return parts;
    }

    public static List<object?> SplitFromRight(Meter meter, string text, string? separator, long most)
    {
        var parts = new List<object?>();
        var to = text.Length;
        if (separator is null)
        {
            meter.Work(text.Length);
            while (true)
            {
                while (to > 0 && LetterClass.IsBlank(text[to - 1])) to--;
                if (to == 0) break;
                var begin = to;
                if (most >= 0 && parts.Count >= most)
                {
                    Add(meter, parts, text, 0, to);
                    break;
                }

                while (begin > 0 && !LetterClass.IsBlank(text[begin - 1])) begin--;
                Add(meter, parts, text, begin, to);
                to = begin;
            }

            parts.Reverse();
            return parts;
        }

        if (separator.Length == 0) throw new TemplateException("empty separator");
        while (most < 0 || parts.Count < most)
        {
            var found = TextSearch.FindLast(meter, text, separator, 0, to);
            if (found < 0) break;
            Add(meter, parts, text, found + separator.Length, to);
            to = found;
        }

        Add(meter, parts, text, 0, to);
        parts.Reverse();
        return parts;
    }

    /// <summary>The lines; each with its end where asked.</summary>
    public static List<object?> Lines(Meter meter, string text, bool keep)
    {
        var lines = new List<object?>();
        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029')) continue;
            var end = i;
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
            Add(meter, lines, text, begin, keep ? i + 1 : end);
            begin = i + 1;
        }

        if (begin < text.Length) Add(meter, lines, text, begin, text.Length);
        return lines;
    }

    public static PythonTuple Partition(Meter meter, string text, string separator, bool last)
    {
        if (separator.Length == 0) throw new TemplateException("empty separator");
        var at = last ? TextSearch.FindLast(meter, text, separator, 0, text.Length) : TextSearch.Find(meter, text, separator, 0);
        meter.Text(text.Length);
        return at >= 0 ? new PythonTuple([text[..at], separator, text[(at + separator.Length)..]]) : new PythonTuple(last ? ["", "", text] : [text, "", ""]);
    }

    private static List<object?> SplitAtBlanks(Meter meter, string text, long most)
    {
        var parts = new List<object?>();
        meter.Work(text.Length);
        for (var at = 0; ;)
        {
            while (at < text.Length && LetterClass.IsBlank(text[at])) at++;
            if (at == text.Length) return parts;
            var end = text.Length;
            if (most >= 0 && parts.Count >= most)
            {
                Add(meter, parts, text, at, end);
                return parts;
            }

            for (end = at; end < text.Length && !LetterClass.IsBlank(text[end]);) end++;
            Add(meter, parts, text, at, end);
            at = end;
        }
    }

    private static void Add(Meter meter, List<object?> parts, string text, int from, int to)
    {
        meter.Text(to - from);
        PythonValue.Add(meter, parts, from == 0 && to == text.Length ? text : text[from..to]);
    }
}
