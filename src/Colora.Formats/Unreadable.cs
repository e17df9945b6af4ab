namespace Colora.Formats;

/// <summary>What the system throws for a path that cannot be opened or read, told in one line.</summary>
internal static class Unreadable
{
    /// <summary>Whether <paramref name="e"/> is caused by the path: missing, forbidden, empty, a device.</summary>
    public static bool Covers(Exception e) =>
        e is (IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            and not ArgumentOutOfRangeException;

    public static InputException File(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(path, "no such file", "", "check the path", e),
        _ when Directory.Exists(path) => new(path, "a folder", "a file", "", e),
        _ => new(path, $"cannot be read ({e.Message})", "", "check the path and the rights", e),
    };
}
