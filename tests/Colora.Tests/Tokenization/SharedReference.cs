using System.Runtime.CompilerServices;
using Xunit;

namespace Colora.Tests.Tokenization;

// TODO(lead): SharedData
/// <summary>Where the reference data lies: COLORA_SHARED, by default ../shared beside the repository root.</summary>
internal static class SharedReference
{
    /// <summary>Full path of a folder or file; skips the test where there is no reference data at all.</summary>
    public static string PathOf(string relative)
    {
        var root = Environment.GetEnvironmentVariable("COLORA_SHARED");
        if (string.IsNullOrEmpty(root))
        {
            root = Path.Combine(RepositoryRoot(), "..", "shared");
            if (!Directory.Exists(root)) Assert.Skip("no reference data: set COLORA_SHARED");
        }

        var path = Path.GetFullPath(Path.Combine(root, relative));
        if (!File.Exists(path) && !Directory.Exists(path)) throw new FileNotFoundException($"reference data is missing: {path}");
        return path;
    }

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
