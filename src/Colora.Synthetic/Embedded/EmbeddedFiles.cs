using Colora.Data;
using Colora.Formats;
using Colora.Formats.Jsonl;
using Colora.Runs;

namespace Colora.Synthetic.Embedded;

/// <summary>
/// The base model and the benchmark that come with this package, so that everything can be tried without a download.
/// </summary>
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

    /// <summary>Rows of the benchmark, to try things with.</summary>
    /// <param name="preset">Which tenants.</param>
    /// <param name="labelledRows">Labelled rows of each, 0 = all.</param>
    /// <param name="testRows">Test rows of each, 0 = all.</param>
    /// <exception cref="InputException">The files are not there, or there is no such preset.</exception>
    public static (IReadOnlyList<TenantExample> Labelled, IReadOnlyList<TenantExample> Tests) Tenants(
        string preset = DefaultPreset, int labelledRows = 0, int testRows = 0)
    {
        var users = DataSource.Read(Config.Data with { Preset = preset });
        return ([.. users.SelectMany(user => Of(user.User, user.Train, labelledRows))],
            [.. users.SelectMany(user => Of(user.User, user.Test ?? [], testRows))]);

        static IEnumerable<TenantExample> Of(string tenant, IReadOnlyList<ExampleRecord> rows, int most) =>
            (most == 0 ? rows : rows.Take(most))
            .Select(row => new TenantExample(
                tenant, row.Input, row.Output)
            { Instruction = row.Instruction, References = row.References });
    }

    internal static string Require(string folder, string option) => Directory.Exists(folder) ? folder
        : throw new InputException(
            folder, "no such folder", $"the embedded {option} that comes with the program",
            $"build again, or give --{option}");
}
