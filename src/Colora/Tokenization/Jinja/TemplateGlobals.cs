using System.Globalization;
using System.Text;

namespace Colora.Tokenization.Jinja;

/// <summary>Functions that every template can call.</summary>
internal static class TemplateGlobals
{
    private const long LongestRange = 100_000;

    public static void Add(RenderScope scope)
    {
        scope.Set("range", (JinjaFunction)((places, _) => Range(places)));
        scope.Set("dict", (JinjaFunction)((places, names) => Dict(places, names)));
        scope.Set("namespace", (JinjaFunction)((places, names) => Namespace(places, names)));
        scope.Set("raise_exception", (JinjaFunction)((places, _) => throw new JinjaException(PythonValue.ToText(places.Count > 0 ? places[0] : ""))));
        scope.Set("strftime_now", (JinjaFunction)((places, _) => Time(scope.Clock.GetLocalNow(), PythonValue.ToText(places[0]))));
        scope.Set("tools", null);
        scope.Set("documents", null);
    }

    private static List<object?> Range(List<object?> places)
    {
        long begin = places.Count > 1 ? PythonValue.ToLong(places[0]) : 0, end = PythonValue.ToLong(places[places.Count > 1 ? 1 : 0]), step = places.Count > 2 ? PythonValue.ToLong(places[2]) : 1;
        if (step == 0) throw new JinjaException("range() arg 3 must not be zero");
        if (Math.Abs(end - begin) / Math.Abs(step) > LongestRange) throw new JinjaException("Range too big.");
        var items = new List<object?>();
        for (var i = begin; step > 0 ? i < end : i > end; i += step) items.Add(i);
        return items;
    }

    private static PythonDict Dict(List<object?> places, Dictionary<string, object?> names)
    {
        var dict = new PythonDict();
        if (places.Count > 0)
        {
            if (places[0] is PythonDict other)
            {
                foreach (var pair in other) dict[pair.Key] = pair.Value;
            }
            else
            {
                foreach (var pair in PythonValue.Items(places[0]).Select(PythonValue.Items)) dict[pair[0]!] = pair[1];
            }
        }

        foreach (var (name, value) in names) dict[name] = value;
        return dict;
    }

    private static JinjaNamespace Namespace(List<object?> places, Dictionary<string, object?> names)
    {
        var space = new JinjaNamespace();
        foreach (var pair in Dict(places, names)) space.Values[PythonValue.ToText(pair.Key)] = pair.Value;
        return space;
    }

    /// <summary>strftime of the C locale.</summary>
    private static string Time(DateTimeOffset now, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            var bare = format[i] == '-' && i + 1 < format.Length;
            if (bare) i++;
            var part = Part(now, format[i]);
            text.Append(bare ? part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }

        return text.ToString();
    }

    private static string Part(DateTimeOffset now, char code)
    {
        string By(string pattern) => now.ToString(pattern, CultureInfo.InvariantCulture);
        return code switch
        {
            'Y' => By("yyyy"),
            'y' => By("yy"),
            'm' => By("MM"),
            'd' => By("dd"),
            'e' => now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'H' => By("HH"),
            'I' => By("hh"),
            'M' => By("mm"),
            'S' => By("ss"),
            'f' => By("ffffff"),
            'p' => By("tt"),
            'b' or 'h' => By("MMM"),
            'B' => By("MMMM"),
            'a' => By("ddd"),
            'A' => By("dddd"),
            'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => (now.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'U' => ((now.DayOfYear + 6 - (int)now.DayOfWeek) / 7).ToString("00", CultureInfo.InvariantCulture),
            'W' => ((now.DayOfYear + 6 - (((int)now.DayOfWeek + 6) % 7)) / 7).ToString("00", CultureInfo.InvariantCulture),
            'D' => By("MM/dd/yy"),
            'F' => By("yyyy-MM-dd"),
            'T' or 'X' => By("HH:mm:ss"),
            'R' => By("HH:mm"),
            'x' => By("MM/dd/yy"),
            'c' => By("ddd MMM ") + now.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + By(" HH:mm:ss yyyy"),
            'Z' or 'z' => "",
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => "%" + code,
        };
    }
}
