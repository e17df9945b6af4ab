using System.Globalization;

namespace Colora.Synthetic.Records;

/// <summary>How a day is written, such as "05Mar24".</summary>
/// <param name="Order">Letters d, m, y in their order; y may be missing.</param>
/// <param name="PadDay">Whether days below 10 have a leading zero.</param>
/// <param name="Month">How the month is written.</param>
/// <param name="YearDigits">2 or 4.</param>
/// <param name="Joint">What stands between the parts.</param>
internal sealed record DateStyle(string Order, bool PadDay, MonthForm Month, int YearDigits, string Joint)
{
    /// <summary>As in 2024-03-05.</summary>
    public static DateStyle Plain { get; } = new("ymd", true, MonthForm.Padded, 4, "-");

    private static readonly string[] Orders = ["dmy", "mdy", "ymd", "ydm", "dm", "md"];
    private static readonly string[] Joints = ["-", ".", "/", " ", "", "_", ":"];

    /// <summary>The style whose parts come in the opposite order.</summary>
    public DateStyle Inverse() => this with { Order = new string([.. Order.Reverse()]) };

    /// <summary>Writes the record's date.</summary>
    public string Write(Record record) => string.Join(Joint, Order.Select(part => part switch
    {
        'd' => record.Date.Day.ToString(PadDay ? "00" : "0", CultureInfo.InvariantCulture),
        'm' => MonthOf(record.Date.Month),
        _ => (record.Date.Year % (YearDigits == 2 ? 100 : 10_000)).ToString("00", CultureInfo.InvariantCulture),
    }));

    /// <summary>Draws a style, from the corpus's share or the benchmark's.</summary>
    public static DateStyle Random(Draw draw, bool reserved) => Draw.Until(
        () => draw.Pick(Orders) is var order && order.Contains('y')
            ? new DateStyle(order, draw.Chance(50), draw.Pick<MonthForm>(), draw.Chance(50) ? 2 : 4, draw.Pick(Joints))
            : new DateStyle(order, draw.Chance(50), draw.Pick<MonthForm>(), 4, draw.Pick(Joints)),
        style => Wording.IsReserved(style.ToString()) == reserved && style != Plain);

    private string MonthOf(int month) => Month switch
    {
        MonthForm.Padded => month.ToString("00", CultureInfo.InvariantCulture),
        MonthForm.Number => month.ToString(CultureInfo.InvariantCulture),
        MonthForm.Short => Words.Months[month - 1][..3],
        MonthForm.ShortUpper => Words.Months[month - 1][..3].ToUpperInvariant(),
        MonthForm.ShortLower => Words.Months[month - 1][..3].ToLowerInvariant(),
        _ => Words.Months[month - 1],
    };
}
