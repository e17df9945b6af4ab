using System.Globalization;
using Colora.Templates.Jinja.Values;

namespace Colora.Templates.Jinja;

/// <summary>strftime in the C locale.</summary>
internal static class ClockText
{
    /// <summary>A point of time by the codes of a format.</summary>
    public static string Format(Meter meter, DateTimeOffset now, string format)
    {
        var text = new TextBuilder(meter);
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
            meter.Step();
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
            _ => throw new TemplateException($"the code %{code} of strftime_now is not supported"),
        };
    }
}
