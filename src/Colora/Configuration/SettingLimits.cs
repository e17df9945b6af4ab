using System.Globalization;
using Colora.Formats;

namespace Colora.Configuration;

/// <summary>
/// Holds a record that was made by a program, and not read from a file, against the limits of its settings.
/// </summary>
public static class SettingLimits
{
    /// <summary>
    /// Makes sure that every setting of the record, and of the sections in it, is within its limits and not null where
    /// null is no value.
    /// </summary>
    /// <param name="record">A configuration record.</param>
    /// <exception cref="InputException">A setting is not; the first one is named as in a file.</exception>
    public static void Require(object record)
    {
        foreach (var (key, entry) in ConfigSection.Of(record).Values())
            if (!entry.IsSound(entry.Value)) throw new InputException(key, Shown(entry), entry.Expected);
    }

    // What no file can say, such as NaN, a program can.
    private static string Shown(ConfigEntry entry) =>
        entry.Value is double number && !double.IsFinite(number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : entry.Write(entry.Value);
}
