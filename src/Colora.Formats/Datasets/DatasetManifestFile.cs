using System.Text.Json;

namespace Colora.Formats.Datasets;

/// <summary>
/// <c>manifest.json</c> of a collection of tasks: a folder with one folder a task (<c>train.jsonl</c>,
/// <c>test.jsonl</c>). Only <c>tasks</c> with their <c>id</c> (or <c>name</c>, or <c>task</c>) must be there; unknown
/// keys are ignored.
/// </summary>
public sealed class DatasetManifestFile
{
    /// <summary>Name of the file in the folder of a collection.</summary>
    public const string FileName = "manifest.json";

    private static readonly string[] NameKeys = ["id", "name", "task"];

    private readonly OrderedDictionary<string, TaskManifest> tasks = [];

    private DatasetManifestFile(string folder, JsonSection json)
    {
        Folder = folder;
        Path = json.Where;
        Collection = json.OptionalString("collection")
            ?? System.IO.Path.GetFileName(System.IO.Path.GetFullPath(folder));
        Title = json.OptionalString("title");
        Description = json.OptionalString("description");
        foreach (var section in json.GetSections("tasks"))
        {
            var task = ReadTask(section);
            if (!tasks.TryAdd(task.Name, task))
                throw new InputException(Path, $"task {Quoted.Text(task.Name)} is given twice", "distinct tasks");
        }
    }

    /// <summary>Folder of the collection.</summary>
    public string Folder { get; }

    /// <summary>The manifest itself.</summary>
    public string Path { get; }

    /// <summary><c>collection</c>, else the name of the folder.</summary>
    public string Collection { get; }

    /// <summary><c>title</c>, or null.</summary>
    public string? Title { get; }

    /// <summary><c>description</c>, or null.</summary>
    public string? Description { get; }

    /// <summary>All tasks in file order.</summary>
    public IReadOnlyList<TaskManifest> Tasks => tasks.Values;

    /// <summary>The task called <paramref name="name"/>.</summary>
    /// <exception cref="InputException">There is none; the line lists those that there are.</exception>
    public TaskManifest this[string name] => tasks.TryGetValue(name, out var task)
        ? task
        : throw new InputException(Path, $"no task {Quoted.Text(name)}", $"one of {string.Join(", ", tasks.Keys)}");

    /// <summary>Reads <c>manifest.json</c> in <paramref name="folder"/>.</summary>
    /// <exception cref="InputException">Missing, malformed, without tasks, or a task whose name is no file
    /// name.</exception>
    public static DatasetManifestFile Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, FileName);
        return new DatasetManifestFile(folder, new JsonSection(path, JsonText.ReadObject(path)));
    }

    /// <summary>
    /// Path of a split of a task: <c>folder/task/split.jsonl</c>. Whether it is there is for the reader to say.
    /// </summary>
    /// <param name="task">A task of this collection.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <exception cref="InputException">No such task.</exception>
    public string SplitPath(string task, string split) =>
        System.IO.Path.Combine(Folder, this[task].Name, split + ".jsonl");

    private static TaskManifest ReadTask(JsonSection section)
    {
        var nameKey = NameKeys.FirstOrDefault(section.Has) ?? NameKeys[0];
        return new TaskManifest(
            UserName.Check(section.GetString(nameKey), section.Where),
            section.OptionalString("family"),
            section.OptionalString("category"),
            ReadText(section, "instruction") ?? ReadText(section, "definition"),
            section.OptionalString("metric"),
            section.OptionalStrings("labels") ?? [],
            section.OptionalInt("n_train") ?? section.OptionalInt("train"),
            section.OptionalInt("n_test") ?? section.OptionalInt("test"),
            section.OptionalString("licence"),
            section.OptionalString("licence_class"));
    }

    /// <summary>Natural Instructions gives a definition as an array of lines.</summary>
    private static string? ReadText(JsonSection section, string key) =>
        section.Find(key) is { ValueKind: JsonValueKind.Array }
        ? string.Join('\n', section.OptionalStrings(key)!)
        : section.OptionalString(key);
}
