using System.Globalization;

namespace Colora.Mutations;

/// <summary>The peak of this process's resident memory since it was last set back, as Linux counts it; 0 elsewhere.</summary>
internal static class ResidentPeak
{
    private const string Setter = "/proc/self/clear_refs", Status = "/proc/self/status";

    /// <summary>Sets the peak back to what is resident now, which is returned.</summary>
    public static long Reset()
    {
        if (File.Exists(Setter)) File.WriteAllText(Setter, "5");
        return Read();
    }

    /// <summary>The peak in bytes.</summary>
    public static long Read()
    {
        if (!File.Exists(Status)) return 0;
        var line = File.ReadLines(Status).First(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
    }
}
