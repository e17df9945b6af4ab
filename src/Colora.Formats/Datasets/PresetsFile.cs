namespace Colora.Formats.Datasets;

/// <summary><c>presets.json</c> beside the collections: user sets for experiments.</summary>
public sealed class PresetsFile
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "presets.json";

    private readonly OrderedDictionary<string, DatasetPreset> presets = [];

    private PresetsFile(JsonSection json)
    {
        Path = json.Where;
        foreach (var section in json.GetSections("presets"))
        {
            var preset = ReadPreset(section);
            if (!presets.TryAdd(preset.Name, preset)) throw section.Unexpected("name", "distinct names");
        }
    }

    /// <summary>The file as it was named.</summary>
    public string Path { get; }

    /// <summary>All presets in file order.</summary>
    public IReadOnlyList<DatasetPreset> Presets => presets.Values;

    /// <summary>The preset called <paramref name="name"/>.</summary>
    /// <exception cref="InputException">There is none; the line lists those that there are.</exception>
    public DatasetPreset this[string name] => presets.TryGetValue(name, out var preset)
        ? preset
        : throw new InputException(Path, $"no preset {Quoted.Text(name)}", $"one of {string.Join(", ", presets.Keys)}");

    /// <summary>Reads a presets file.</summary>
    /// <exception cref="InputException">Missing, malformed, a preset without name, collection or tasks.</exception>
    public static PresetsFile Read(string path) => new(new JsonSection(path, JsonText.ReadObject(path)));

    private static DatasetPreset ReadPreset(JsonSection section)
    {
        var tasks = section.OptionalStrings("tasks") ?? [];
        if (tasks.Count == 0 || tasks.Distinct().Count() != tasks.Count)
            throw section.Unexpected("tasks", "distinct task names, at least one");
        UserName.CheckAll(tasks, section.Where);
        return new DatasetPreset(
            section.GetString("name"),
            UserName.Check(section.GetString("collection"), section.Where),
            tasks,
            section.OptionalString("similarity"),
            section.OptionalString("why"));
    }
}
