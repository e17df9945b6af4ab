namespace Colora.Formats;

/// <summary>
/// The few lines that git keeps in place of a large file which was not fetched (https://git-lfs.com): no file of any
/// format of ours.
/// </summary>
internal static class GitLfsPointer
{
    /// <summary>Bytes by which one is known.</summary>
    public const int Length = 43;

    private static ReadOnlySpan<byte> Start => "version https://git-lfs.github.com/spec/v1\n"u8;

    /// <summary>Refuses a file that begins as a pointer does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its first bytes.</param>
    /// <exception cref="InputException">It is a pointer.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Start[..^1]))
        {
            throw new InputException(
                path, "is a git-lfs pointer, not the file itself", "the file that it stands for",
                "run git lfs pull in the folder it was cloned to, or download the file");
        }
    }
}
