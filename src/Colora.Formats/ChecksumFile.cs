namespace Colora.Formats;

/// <summary>
/// <c>SHA256SUMS</c> in a folder: a line <c>HASH  NAME</c> for each of its other files, as <c>sha256sum -c</c> reads
/// it.
/// </summary>
public static class ChecksumFile
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "SHA256SUMS";

    private const int HashDigits = 64;
    private const string Between = "  ";

    /// <summary>Writes the checksums of all files of a folder that is being filled.</summary>
    public static void Write(string folder) => AtomicFile.WriteText(
        Path.Combine(folder, FileName),
        string.Concat(Directory.GetFiles(folder)
            .Select(file => Path.GetFileName(file))
            .Where(name => name != FileName)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{FileHash.Of(Path.Combine(folder, name))}{Between}{name}\n")));

    /// <summary>Whether a folder has checksums.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Checks every file of a folder against its checksum.</summary>
    /// <param name="folder">A folder that has checksums.</param>
    /// <param name="required">Files that must be among them.</param>
    /// <exception cref="InputException">The checksums are missing or malformed, or a file is missing or changed; it is
    /// named.</exception>
    public static void Verify(string folder, params string[] required)
    {
        var path = Path.Combine(folder, FileName);
        var sums = Read(path);
        if (required.FirstOrDefault(name => !sums.ContainsKey(name)) is { } unknown)
        {
            throw new InputException(
                path, $"no checksum of {Quoted.Text(unknown)}", "one of each file",
                "the file is damaged: write or fetch the folder again");
        }

        foreach (var (name, sum) in sums)
        {
            var file = Path.Combine(folder, name);
            if (!File.Exists(file))
            {
                throw new InputException(
                    file, "no such file", "the file that was written there", "write or fetch the folder again");
            }

            Verify(file, sum);
        }
    }

    /// <summary>
    /// Checks the files of a folder that may be anybody's: those that are there and have a checksum. A folder without
    /// checksums, or with some in another form, passes.
    /// </summary>
    /// <exception cref="InputException">A file is not what was written; it is named.</exception>
    public static void VerifyPresent(string folder)
    {
        if (!IsIn(folder)) return;
        Dictionary<string, string> sums;
        try
        {
            sums = Read(Path.Combine(folder, FileName));
        }
        catch (InputException)
        {
            return;
        }

        foreach (var (name, sum) in sums)
            if (File.Exists(Path.Combine(folder, name))) Verify(Path.Combine(folder, name), sum);
    }

    private static void Verify(string file, string sum)
    {
        if (FileHash.Of(file) != sum)
        {
            throw new InputException(
                file, "its content is not what was written", $"SHA-256 {sum}",
                "the file is damaged: write or fetch the folder again");
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        var sums = new Dictionary<string, string>();
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (Unreadable.Covers(e))
        {
            throw Unreadable.File(path, e);
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var name = line.Length > HashDigits + Between.Length ? line[(HashDigits + Between.Length)..] : "";
            if (name.Length == 0
                || line[HashDigits..(HashDigits + Between.Length)] != Between
                || !line.AsSpan(0, HashDigits).ContainsOnlyHexadecimal()
                || name.AsSpan().IndexOfAny('/', '\\') >= 0
                || !sums.TryAdd(name, line[..HashDigits]))
            {
                throw new InputException(
                    $"{path}:{i + 1}", "is no checksum of a file of this folder",
                    "64 hexadecimal digits, two blanks, a name",
                    "the file is damaged: write or fetch the folder again");
            }
        }

        return sums;
    }

    private static bool ContainsOnlyHexadecimal(this ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigitLower(digit)) return false;
        return true;
    }
}
