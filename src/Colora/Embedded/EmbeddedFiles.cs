using Colora.Formats;

namespace Colora.Embedded;

/// <summary>The base model and the benchmark that come with the program, so that everything can be tried without a download.</summary>
public static class EmbeddedFiles
{
    /// <summary>What a config says instead of a path; the default of model and data.</summary>
    public const string Name = "embedded";

    /// <summary>The preset that is meant where the embedded data is used without naming users or a preset.</summary>
    public const string DefaultPreset = "same-family";

    /// <summary>Folder of the base model, as Hugging Face lays one out.</summary>
    public static string Model { get; } = Path.Combine(AppContext.BaseDirectory, "embedded", "base");

    /// <summary>Folder of the house-rules benchmark: a collection with presets.</summary>
    public static string Data { get; } = Path.Combine(AppContext.BaseDirectory, "embedded", "house-rules");

    /// <summary>The model folder that a config means.</summary>
    /// <exception cref="InputException">The embedded model is meant and was not shipped.</exception>
    public static string ModelOr(string path) => path == Name ? Require(Model, "model") : path;

    /// <summary>The data folder or file that a config means.</summary>
    /// <exception cref="InputException">The embedded data is meant and was not shipped.</exception>
    public static string DataOr(string path) => path == Name ? Require(Data, "data") : path;

    private static string Require(string folder, string option) => Directory.Exists(folder) ? folder
        : throw new InputException(folder, "no such folder", $"the embedded {option} that comes with the program", $"build again, or give --{option}");
}
