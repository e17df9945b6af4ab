using Colora.Formats;
using Colora.Formats.Datasets;

namespace Colora.Data;

/// <summary>
/// Finds and reads the users' rows. A user is a folder with <c>train.jsonl</c> and, if there is one, <c>test.jsonl</c>;
/// or one JSONL file; or the rows of one name in a single file's user column. A folder of collections (folders with a
/// manifest) is searched by name.
/// </summary>
public static class DataSource
{
    private const string TrainName = "train.jsonl", TestName = "test.jsonl", Extension = ".jsonl";

    /// <summary>Reads the rows of the users that the config names, in that order.</summary>
    /// <param name="config">Where they are, and whose are wanted.</param>
    /// <param name="testAlone">Whether only test rows are wanted: the labelled rows of users with a test file are then
    /// not read and need not be there.</param>
    /// <exception cref="InputException">The path, a user or the preset is not there; a user is named twice or has no
    /// rows; a row is malformed.</exception>
    public static IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone = false)
    {
        var users = RowSources.Find(config.Path) is { } source ? source.Read(config, testAlone)
            : File.Exists(config.Path) ? ReadFile(config)
            : Directory.Exists(config.Path) ? ReadFolder(config, testAlone)
            : throw new InputException(
                config.Path, "no such file or folder", "a data folder or a JSONL file", "check --data");
        if (config.MaxUsers > 0) users = [.. users.Take(config.MaxUsers)];
        UserName.CheckAll(users.Select(user => user.User), "data.users");
        foreach (var user in users)
        {
            if (user.Train.Count == 0 && !(testAlone && user.Test is not null))
            {
                throw new InputException(
                    user.TrainSource, $"user \"{user.User}\" has no rows", "at least one row",
                    "remove the user or add rows");
            }
        }

        return users;
    }

    private static List<UserRows> ReadFile(DataConfig config)
    {
        if (config.Preset is not null)
        {
            throw new InputException(
                "data.preset", "a preset with a single file", "a folder of collections", "remove --preset");
        }

        var read = StoredRows.ByUser(config.Path, config.UserColumn);
        var byUser = read.ToDictionary(user => user.User, user => user.Rows);
        var names = config.Users.Count > 0 ? Distinct(config.Users) : [.. read.Select(user => user.User)];
        return names.Select(OfUser).ToList();

        UserRows OfUser(string name) => byUser.TryGetValue(name, out var rows)
            ? new UserRows(name, null, config.Path, rows, config.Path, null)
            : throw Unknown(name, config.Path, byUser.Keys);
    }

    private static List<UserRows> ReadFolder(DataConfig config, bool testAlone)
    {
        var (folder, names) = config.Preset is { } preset
            ? OfPreset(config, preset)
            : (config.Path, Distinct(config.Users));
        if (names.Count == 0) names = NamesIn(folder, testAlone);
        if (names.Count == 0 && Collections(folder).ToList() is [var only])
            (folder, names) = (only, NamesIn(only, testAlone));
        if (names.Count == 0)
        {
            throw new InputException(
                folder, "no users", $"a folder with {TrainName} or a {Extension} file for each user",
                Collections(folder).Any() ? "name users or a preset, or a collection inside" : "check --data");
        }

        return ReadUsers(names.Select(name => (Locate(folder, name, testAlone), name)), testAlone);
    }

    private static (string Folder, List<string> Names) OfPreset(DataConfig config, string preset)
    {
        var file = config.Presets ?? Path.Combine(config.Path, PresetsFile.FileName);
        if (!File.Exists(file)) throw new InputException(file, "no such file", "a presets file", "give --presets");
        var found = PresetsFile.Read(file)[preset];
        var inside = Path.Combine(config.Path, found.Collection);
        foreach (var name in Distinct(config.Users))
        {
            if (!found.Tasks.Contains(name)) throw Unknown(name, $"preset {preset} of {file}", found.Tasks);
        }

        return (Directory.Exists(inside) ? inside : config.Path,
            (config.Users.Count > 0 ? config.Users : found.Tasks).ToList());
    }

    private static List<string> Distinct(IReadOnlyList<string> names)
    {
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InputException("data.users", $"\"{twice.Key}\" twice", "each user once");
        foreach (var name in names) UserName.Check(name, "data.users");
        return names.ToList();
    }

    private static List<string> NamesIn(string folder, bool testAlone)
    {
        if (File.Exists(Path.Combine(folder, DatasetManifestFile.FileName)))
            return DatasetManifestFile.Read(folder).Tasks.Select(task => task.Name).ToList();
        var folders = Directory.GetDirectories(folder)
            .Where(inner => File.Exists(Path.Combine(inner, TrainName))
                || testAlone && File.Exists(Path.Combine(inner, TestName)))
            .Select(inner => Path.GetFileName(inner));
        var files = Directory.GetFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file));
        var names = folders.Concat(files).Order(StringComparer.Ordinal).ToList();
        return Distinct(names);
    }

    /// <summary>
    /// The collection that holds the user: the folder itself, or the only one inside that has the name.
    /// </summary>
    private static string Locate(string folder, string user, bool testAlone)
    {
        if (Holds(folder, user, testAlone)) return folder;
        var holders = Collections(folder).Where(collection => Holds(collection, user, testAlone)).ToList();
        return holders switch
        {
            [var one] => one,
            [] => throw Unknown(user, folder, NamesIn(folder, testAlone)),
            _ => throw new InputException(
                folder, $"user \"{user}\" is in {string.Join(" and ", holders.Select(Path.GetFileName))}",
                "one collection", "give the collection as --data"),
        };
    }

    private static bool Holds(string folder, string user, bool testAlone) =>
        File.Exists(Path.Combine(folder, user, TrainName))
            || testAlone && File.Exists(Path.Combine(folder, user, TestName))
            || File.Exists(Path.Combine(folder, user + Extension));

    private static IEnumerable<string> Collections(string folder) =>
        Directory.GetDirectories(folder)
            .Where(inner => File.Exists(Path.Combine(inner, DatasetManifestFile.FileName)))
            .Order(StringComparer.Ordinal);

    /// <summary>The rows of users by their folders; each folder's manifest is read once.</summary>
    private static List<UserRows> ReadUsers(IEnumerable<(string Folder, string User)> users, bool testAlone)
    {
        var manifests = new Dictionary<string, Dictionary<string, string?>>();
        return [.. users.Select(user =>
        {
            if (!manifests.TryGetValue(user.Folder, out var instructions))
                manifests.Add(user.Folder, instructions = InstructionsIn(user.Folder));
            return ReadUser(user.Folder, user.User, instructions.GetValueOrDefault(user.User), testAlone);
        })];
    }

    private static Dictionary<string, string?> InstructionsIn(string folder) =>
        !File.Exists(Path.Combine(folder, DatasetManifestFile.FileName)) ? []
        : DatasetManifestFile.Read(folder).Tasks
            .DistinctBy(task => task.Name)
            .ToDictionary(task => task.Name, task => task.Instruction);

    private static UserRows ReadUser(string folder, string user, string? instruction, bool testAlone)
    {
        var single = Path.Combine(folder, user + Extension);
        if (File.Exists(single)) return new UserRows(user, instruction, single, StoredRows.Of(single), single, null);
        string train = Path.Combine(folder, user, TrainName), test = Path.Combine(folder, user, TestName);
        var hasTest = File.Exists(test);
        return new UserRows(
            user, instruction, train, testAlone && hasTest ? [] : StoredRows.Of(train), test,
            hasTest ? StoredRows.Of(test) : null);
    }

    private static InputException Unknown(string user, string where, IEnumerable<string> known)
    {
        var names = known.ToList();
        var shown = names.Count == 0
            ? "a folder or file of that name"
            : "one of " + string.Join(", ", names.Take(20)) + (names.Count > 20 ? ", …" : "");
        return new InputException(where, $"no user \"{user}\"", shown);
    }
}
