using System.Collections.Concurrent;
using Colora.Formats;
using Colora.Formats.Jsonl;

namespace Colora.Data;

/// <summary>
/// Rows that a program holds in memory. Like a file they have a name (<c>memory:</c> and a hash of what they say), so
/// that everything that reads rows by a config reads these too. The name lasts until the rows are disposed of.
/// </summary>
internal sealed class MemoryRows : IDisposable
{
    private const string Prefix = "memory:";

    private static readonly ConcurrentDictionary<string, MemoryRows> Held = new();

    private readonly IReadOnlyList<UserRows> users;
    private int holders = 1;

    private MemoryRows(string path, IReadOnlyList<UserRows> users) => (Path, this.users) = (path, users);

    /// <summary>The source that finds them.</summary>
    public static IRowSource Source { get; } = new Rows();

    /// <summary>Their name, for <c>data.path</c>.</summary>
    public string Path { get; }

    /// <summary>Names of the users in the order in which they first appear.</summary>
    public IEnumerable<string> Users => users.Select(user => user.User);

    /// <summary>Holds rows.</summary>
    /// <param name="rows">With their users.</param>
    /// <param name="areTests">Whether they are to be judged by: then they are the users' test rows, and there are no
    /// labelled ones.</param>
    /// <exception cref="InputException">There is none, or a user's name is refused.</exception>
    public static MemoryRows Hold(IEnumerable<ExampleRecord> rows, bool areTests = false)
    {
        var byUser = ByUser(rows);
        if (byUser.Count == 0) throw new InputException("rows", "none", "at least one");
        var content = byUser.SelectMany(user => user.Value.Select(row => $"{user.Key} {RowKey.Of(row).Row:x}"));
        var path = $"{Prefix}{RowKey.Hash([.. content.Prepend(areTests ? "tests" : "rows")]):x32}";
        lock (Held)
        {
            if (Held.TryGetValue(path, out var held))
            {
                held.holders++;
                return held;
            }

            return Held[path] = new MemoryRows(
                path, [.. byUser.Select(user => Of(user.Key, user.Value, path, areTests))]);
        }
    }

    private static OrderedDictionary<string, List<ExampleRecord>> ByUser(IEnumerable<ExampleRecord> rows)
    {
        var byUser = new OrderedDictionary<string, List<ExampleRecord>>();
        foreach (var row in rows)
        {
            var name = UserName.Check(row.User ?? "", $"row {row.Line}");
            if (!byUser.TryGetValue(name, out var own)) byUser.Add(name, own = []);
            own.Add(row);
        }

        return byUser;
    }

    private static UserRows Of(string user, List<ExampleRecord> rows, string path, bool areTests) =>
        areTests
            ? new UserRows(user, InstructionOf(rows), path, [], path, rows)
            : new UserRows(user, InstructionOf(rows), path, rows, path, null);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (Held)
        {
            if (--holders == 0) Held.TryRemove(Path, out _);
        }
    }

    /// <summary>The instruction of a user's task, where all its rows have the same.</summary>
    private static string? InstructionOf(List<ExampleRecord> rows) =>
        rows[0].Instruction is { Length: > 0 } first && rows.TrueForAll(row => row.Instruction == first) ? first : null;

    private sealed class Rows : IRowSource
    {
        public bool Holds(string path) => path.StartsWith(Prefix, StringComparison.Ordinal);

        public IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone)
        {
            if (!Held.TryGetValue(config.Path, out var rows))
            {
                throw new InputException(
                    "data.path", $"{config.Path}: rows that were in the memory of a program", "rows that are there",
                    "give the rows again, or name a file");
            }

            if (config.Preset is not null)
                throw new InputException("data.preset", "a preset with rows in memory", "a folder of collections");
            if (config.Users.Count == 0) return rows.users;
            return [.. config.Users.Select(name => rows.users.FirstOrDefault(user => user.User == name)
                ?? throw new InputException(
                    config.Path, $"no user \"{name}\"", $"one of {string.Join(", ", rows.Users.Take(20))}"))];
        }
    }
}
