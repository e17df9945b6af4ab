using Colora.Data;
using Colora.Formats;
using Colora.Runs;

namespace Colora.Synthetic.Embedded;

/// <summary>The base model and the benchmark that come with this package, so that everything can be tried without a download.</summary>
public static class EmbeddedFiles
{
    /// <summary>What a config says instead of a path, for the model and for the data.</summary>
    public const string Name = "embedded";

    /// <summary>The preset that is meant where the embedded data is used without naming users or a preset.</summary>
    public const string DefaultPreset = "same-family";

    /// <summary>A config that names both.</summary>
    public static RunConfig Config { get; } = new() { Model = Name, Data = new DataConfig { Path = Name } };

    /// <summary>Folder of the base model, as Hugging Face lays one out.</summary>
    public static string Model { get; } = Path.Combine(AppContext.BaseDirectory, "embedded", "base");

    /// <summary>Folder of the house-rules benchmark: a collection with presets.</summary>
    public static string Data { get; } = Path.Combine(AppContext.BaseDirectory, "embedded", "house-rules");

    internal static string Require(string folder, string option) => Directory.Exists(folder) ? folder
        : throw new InputException(folder, "no such folder", $"the embedded {option} that comes with the program", $"build again, or give --{option}");
}
