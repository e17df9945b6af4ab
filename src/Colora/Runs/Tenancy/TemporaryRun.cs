namespace Colora.Runs.Tenancy;

/// <summary>The folder of a run that nobody has asked to keep; deleted when it is disposed of, as far as the system lets it.</summary>
internal sealed class TemporaryRun : IDisposable
{
    /// <summary>The folder.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("colora-run-").FullName;

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left lies in the temporary folder.
        }
    }
}
