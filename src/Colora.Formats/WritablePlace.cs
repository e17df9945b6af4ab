using System.Text;

namespace Colora.Formats;

/// <summary>
/// Finds out before a command begins whether its results can be written where they are to go: hours of work are not to
/// end at a folder that is a file, or that may not be written to.
/// </summary>
public static class WritablePlace
{
    // A file system allows 255 bytes; names of drafts are longer by the process id and an ending.
    private const int LongestName = 230;

    private static readonly string[] OfTheSystem = ["/dev", "/proc", "/sys"];

    /// <summary>Makes sure that a folder is there and may be written to, or can be made; makes nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">What named it, for the message.</param>
    /// <exception cref="InputException">It cannot.</exception>
    public static void RequireFolder(string path, string option)
    {
        var full = Full(path, option);
        if (File.Exists(full))
            throw new InputException(option, $"{path} is a file", "a folder, or a name that is free", "choose another");
        Probe(full, path, option);
    }

    /// <summary>Makes sure that a file can be written; makes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">What named it, for the message.</param>
    /// <exception cref="InputException">It cannot.</exception>
    public static void RequireFile(string path, string option)
    {
        var full = Full(path, option);
        if (Directory.Exists(full))
            throw new InputException(option, $"{path} is a folder", "the name of a file", "choose another");
        Probe(Path.GetDirectoryName(full)!, path, option);
    }

    private static string Full(string path, string option)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new InputException(option, "an empty text", "a path", "name one, or leave it out");
        var full = Path.GetFullPath(path);
        if (OfTheSystem.FirstOrDefault(root => full == root
            || full.StartsWith(root + "/", StringComparison.Ordinal)) is { } system)
        {
            throw new InputException(option, $"{path} lies in {system}", "a place for files", "choose another");
        }

        return full;
    }

    /// <summary>
    /// Tries in the nearest folder that is there, since rights alone do not tell: a file system may be mounted to be
    /// read only.
    /// </summary>
    private static void Probe(string folder, string path, string option)
    {
        while (!Directory.Exists(folder)) folder = Above(folder, path, option);
        var draft = "";
        try
        {
            // As a draft, so that one of a killed process goes.
            draft = Draft.Begin(Path.Combine(folder, ".colora-probe"));
            using var probe = new FileStream(
                draft, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw new InputException(
                option, $"{path} cannot be written: {e.Message}", "a folder that may be written to",
                "check the rights and the free space, or choose another", e);
        }
        finally
        {
            Draft.End(draft);
        }
    }

    /// <summary>The folder around one that is not there and could be made.</summary>
    private static string Above(string folder, string path, string option)
    {
        if (File.Exists(folder))
        {
            throw new InputException(
                option, $"{path}: {folder} is a file", "a folder, or a name that is free", "choose another");
        }

        var name = Path.GetFileName(folder);
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            throw new InputException(
                option, $"a name of {name.Length} characters", $"at most {LongestName} bytes", "choose a shorter one");
        }

        return Path.GetDirectoryName(folder)
            ?? throw new InputException(
                option, $"{path} has no folder above it that is there", "a path that can be written to",
                "choose another");
    }
}
