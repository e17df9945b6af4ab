namespace Colora.Testing;

/// <summary>A new empty folder of its own, deleted with all in it at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder under the system's temporary folder.</summary>
    public TemporaryFolder() => FullPath = Directory.CreateTempSubdirectory("colora-").FullName;

    /// <summary>Absolute path.</summary>
    public string FullPath { get; }

    /// <summary>Path of a file or folder below this one; nothing is created.</summary>
    public string this[params string[] parts] => Path.Combine([FullPath, .. parts]);

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        if (Directory.Exists(FullPath)) Directory.Delete(FullPath, recursive: true);
    }
}
