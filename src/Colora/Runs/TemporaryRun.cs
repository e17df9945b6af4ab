namespace Colora.Runs;

/// <summary>The folders of runs that nobody has asked to keep.</summary>
internal static class TemporaryRun
{
    /// <summary>A new folder.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("colora-run-").FullName;

    /// <summary>Deletes one, as far as the system lets it.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left lies in the temporary folder.
        }
    }
}
