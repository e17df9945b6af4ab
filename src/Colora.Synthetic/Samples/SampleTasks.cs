using System.Text.Json.Nodes;
using Colora.Formats;

namespace Colora.Synthetic.Samples;

/// <summary>
/// Writes a small data folder: short letter tasks, one for each user. Layout: <c>presets.json</c> and the collection
/// folder <c>letters</c> with <c>manifest.json</c> and, for each user, a folder with <c>train.jsonl</c> and
/// <c>test.jsonl</c> of rows <c>{"input": "abc", "output": "a"}</c>.
/// </summary>
public static class SampleTasks
{
    /// <summary>Name of the collection folder.</summary>
    public const string Collection = "letters";

    /// <summary>Name of the preset that lists all users.</summary>
    public const string Preset = "letters_all";

    private const string Alphabet = "abcdefgh";
    private const string TrainFile = "train.jsonl";
    private const string TestFile = "test.jsonl";

    // Of the 8³ inputs a quarter is kept for tests, for all users the same, as the collections of real data do.
    private const int InputCount = 512;
    private const int TestInputCount = InputCount / 4;

    /// <summary>Most users, and so most tasks.</summary>
    public static int LargestUserCount => SampleTask.All.Count;

    /// <summary>
    /// Writes the folder. The same arguments give the same bytes. No user's test input is a training input of any user.
    /// </summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="seed">Seed of the choice of inputs.</param>
    /// <param name="users">1 to 8.</param>
    /// <param name="trainRows">Training rows of each user, 1 to 384.</param>
    /// <param name="testRows">Test rows of each user, 1 to 128.</param>
    /// <exception cref="InputException">A number out of range, the folder holds something, or it cannot be
    /// written.</exception>
    public static void Write(string folder, ulong seed, int users = 4, int trainRows = 64, int testRows = 32)
    {
        CheckRange(nameof(users), users, LargestUserCount);
        CheckRange(nameof(trainRows), trainRows, InputCount - TestInputCount);
        CheckRange(nameof(testRows), testRows, TestInputCount);

        var tasks = SampleTask.All.Take(users).ToList();
        var inputs = Shuffled([.. Enumerable.Range(0, InputCount).Select(Input)], new CounterNoise(seed, "inputs"));
        SampleFolder.Write(folder, draft =>
        {
            SampleFolder.WriteJson(Path.Combine(draft, "presets.json"), Presets(tasks));
            var collection = Path.Combine(draft, Collection);
            SampleFolder.WriteJson(
                Path.Combine(collection, "manifest.json"), Manifest(tasks, seed, trainRows, testRows));
            foreach (var task in tasks)
            {
                var noise = new CounterNoise(seed, task.Id);
                WriteRows(
                    Path.Combine(collection, task.Id, TestFile), task, Shuffled(inputs[..TestInputCount], noise),
                    testRows);
                WriteRows(
                    Path.Combine(collection, task.Id, TrainFile), task, Shuffled(inputs[TestInputCount..], noise),
                    trainRows);
            }
        });
    }

    private static void WriteRows(string path, SampleTask task, string[] inputs, int count) =>
        SampleFolder.WriteLines(
            path, inputs.Take(count).Select(x => new JsonObject { ["input"] = x, ["output"] = task.Answer(x) }));

    private static string Input(int number) =>
        $"{Alphabet[number / 64]}{Alphabet[number / 8 % 8]}{Alphabet[number % 8]}";

    /// <summary>Fisher and Yates's shuffle of a copy.</summary>
    private static string[] Shuffled(string[] items, CounterNoise noise)
    {
        var result = (string[])items.Clone();
        for (var i = result.Length - 1; i > 0; i--)
        {
            var j = noise.Below(i + 1, (ulong)i);
            (result[i], result[j]) = (result[j], result[i]);
        }

        return result;
    }

    private static JsonObject Presets(List<SampleTask> tasks) => new()
    {
        ["note"] = "User sets for first experiments.",
        ["presets"] = new JsonArray(new JsonObject
        {
            ["name"] = Preset,
            ["collection"] = Collection,
            ["similarity"] = "medium",
            ["why"] = "the same inputs, another answer for each user",
            ["tasks"] = Ids(tasks),
            ["all_open_licence"] = true,
            ["families"] = new JsonArray("letters"),
        }),
    };

    private static JsonObject Manifest(List<SampleTask> tasks, ulong seed, int trainRows, int testRows) => new()
    {
        ["collection"] = Collection,
        ["title"] = "Letter tasks",
        ["description"] = "Three letters in, one to three out; made by this program.",
        ["seed"] = seed,
        ["fields"] = new JsonObject { ["input"] = "text given to the model", ["output"] = "target text" },
        ["split"] = $"{TestInputCount} of the {InputCount} inputs are kept for tests, the same for every user",
        ["families"] = new JsonObject { ["letters"] = Ids(tasks) },
        ["n_tasks"] = tasks.Count,
        ["n_train"] = tasks.Count * trainRows,
        ["n_test"] = tasks.Count * testRows,
        ["tasks"] = new JsonArray([.. tasks.Select(task => ManifestEntry(task, trainRows, testRows))]),
    };

    private static JsonObject ManifestEntry(SampleTask task, int trainRows, int testRows) => new()
    {
        ["id"] = task.Id,
        ["family"] = "letters",
        ["category"] = "letters",
        ["domain"] = null,
        ["source_dataset"] = "generated",
        ["licence"] = "none needed (generated)",
        ["licence_class"] = "open",
        ["instruction"] = task.Instruction,
        ["n_train"] = trainRows,
        ["n_test"] = testRows,
        ["metric"] = "exact_match",
    };

    private static JsonArray Ids(List<SampleTask> tasks) => new([.. tasks.Select(t => (JsonNode)t.Id)]);

    private static void CheckRange(string name, int found, int largest)
    {
        if (found < 1 || found > largest)
            throw new InputException(name, $"{found}", $"1 to {largest}", "choose a number in this range");
    }
}
