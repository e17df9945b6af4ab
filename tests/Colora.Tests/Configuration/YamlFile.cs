using System.Text;
using Xunit;

namespace Colora.Configuration;

/// <summary>A YAML file for one test.</summary>
internal sealed class YamlFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("colora-");

    public YamlFile(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public YamlFile(byte[] bytes)
    {
        Path = System.IO.Path.Combine(folder.FullName, "run.yaml");
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    /// <summary>Lines of the error that reading the text gives, the path cut down to the file's name.</summary>
    public static string[] Errors(string text, params string[] overrides)
    {
        using var file = new YamlFile(text);
        return file.Errors(overrides);
    }

    public T Read<T>(params string[] overrides)
        where T : class, new() => ConfigReader.Read<T>(Path, overrides);

    public string[] Errors(params string[] overrides)
    {
        var error = Assert.Throws<ConfigException>(() => Read<SampleConfig>(overrides));
        Assert.Equal(error.Message, string.Join('\n', error.Problems));
        return [.. error.Problems.Select(problem => Shorten(problem.ToString()))];
    }

    public string Shorten(string line) => line.Replace(folder.FullName + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);
}
