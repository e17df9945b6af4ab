namespace Colora.Engine;

/// <summary>What the processor of this machine can do and how much memory this process has used.</summary>
public static class HostMachine
{
    /// <summary>Whether bfloat16 products run in hardware (avx512_bf16 or AMX); elsewhere they would be slower than float32.</summary>
    public static bool MultipliesBfloat16 { get; } = ReadFlags() is { } flags
        && (flags.Contains(" avx512_bf16", StringComparison.Ordinal) || flags.Contains(" amx_bf16", StringComparison.Ordinal));

    /// <summary>Largest resident memory of this process so far, in bytes; 0 where the system does not tell.</summary>
    public static long PeakResidentBytes() => ReadStatus("VmHWM:");

    /// <summary>Resident memory of this process now, in bytes; 0 where the system does not tell.</summary>
    public static long ResidentBytes() => ReadStatus("VmRSS:");

    /// <summary>Memory that this process may use at most, in bytes: the machine's, or what its control group allows.</summary>
    public static long MemoryBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static string? ReadFlags()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/cpuinfo")) return null;
        return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
    }

    private static long ReadStatus(string key)
    {
        if (!File.Exists("/proc/self/status")) return 0;
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[key.Length..].Replace("kB", "").Trim()) * 1024;
    }
}
