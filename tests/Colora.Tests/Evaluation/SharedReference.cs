using Xunit;

namespace Colora.Evaluation;

// TODO(lead): SharedData
internal static class SharedReference
{
    private const string Variable = "COLORA_SHARED";

    /// <summary>Path of a file of the shared reference data. Skips the test where there are none and none were asked for.</summary>
    public static string Require(params string[] parts)
    {
        var configured = Environment.GetEnvironmentVariable(Variable);
        var root = string.IsNullOrEmpty(configured) ? Path.Combine(Repository(), "..", "shared") : configured;
        if (string.IsNullOrEmpty(configured) && !Directory.Exists(root)) Assert.Skip($"needs the shared reference data: set {Variable}");
        var path = Path.Combine([root, .. parts]);
        return File.Exists(path) ? path : throw new FileNotFoundException($"the shared folder {root} has no {Path.Combine(parts)}", path);
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Colora.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Colora.slnx at or above {AppContext.BaseDirectory}");
    }
}
