using Xunit;

namespace Colora.Testing;

/// <summary>
/// Reference data that are too large or not ours to keep in the repository. They lie in the folder that the environment variable
/// <c>COLORA_SHARED</c> names, by default in <c>../shared</c> beside the repository.
/// </summary>
public static class SharedData
{
    private const string Variable = "COLORA_SHARED";
    private const string Marker = "Colora.slnx";

    /// <summary>The folder of the checkout: the nearest at or above the running test's own that holds <c>Colora.slnx</c>.</summary>
    public static string RepositoryRoot { get; } = FindRepository();

    /// <summary>The folder, or null where there is none and none was asked for.</summary>
    /// <exception cref="DirectoryNotFoundException"><c>COLORA_SHARED</c> is set and no such folder is there.</exception>
    public static string? Root => Locate(Environment.GetEnvironmentVariable(Variable), Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>Path of a file or folder below <see cref="Root"/>; skips the running test where there is no shared folder at all.</summary>
    /// <exception cref="FileNotFoundException">There is a shared folder, and it lacks this file: never a reason to skip.</exception>
    public static string Require(params string[] parts)
    {
        var root = Root;
        if (root is null) Assert.Skip($"needs the shared reference data: set {Variable}");
        var path = Path.Combine([root, .. parts]);
        return Path.Exists(path) ? path : throw new FileNotFoundException($"the shared folder {root} has no {Path.Combine(parts)}", path);
    }

    internal static string? Locate(string? configured, string beside)
    {
        if (string.IsNullOrEmpty(configured)) return Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
        return Directory.Exists(configured)
            ? Path.GetFullPath(configured)
            : throw new DirectoryNotFoundException($"{Variable} is '{configured}', which is no folder");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker))) return folder.FullName;
        }

        throw new InvalidOperationException($"no {Marker} at or above {AppContext.BaseDirectory}");
    }
}
