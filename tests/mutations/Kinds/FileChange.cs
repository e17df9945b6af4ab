using System.Security.Cryptography;
using Colora.Mutations.Mutators;

namespace Colora.Mutations.Kinds;

/// <summary>How folders of several files are changed.</summary>
internal static class FileChange
{
    /// <summary>One of several ways, each as likely as the others.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Any(params Func<string, Random, IReadOnlyList<string>>[] ways) => (work, random) => random.Pick(ways)(work, random);

    /// <summary>Changes one of several files of tensors.</summary>
    public static Func<string, Random, IReadOnlyList<string>> Tensors(Action<string>? repair, params string[] names) => (work, random) =>
    {
        var path = Path.Combine(work, random.Pick(names));
        File.WriteAllBytes(path, TensorFile.Change(File.ReadAllBytes(path), random));
        repair?.Invoke(work);
        return [path];
    };

    /// <summary>Writes the checksums of a folder anew, so that a changed file gets past them.</summary>
    public static Action<string> Sums(string folder) => work =>
    {
        var path = Path.Combine(work, folder, "SHA256SUMS");
        File.WriteAllText(path, string.Concat(File.ReadLines(path).Select(line => $"{HashOf(Path.Combine(work, folder, line[66..]))}  {line[66..]}\n")));
    };

    /// <summary>Writes the checksums of a checkpoint's state anew and takes its seal away.</summary>
    public static Action<string> State(string folder) => work =>
    {
        var path = Path.Combine(work, folder, "state.json");
        Node state;
        try
        {
            state = Node.Parse(File.ReadAllText(path));
        }
        catch (System.Text.Json.JsonException)
        {
            return;
        }

        state.Members?.RemoveAll(member => member.Key == "seal");
        foreach (var (name, sum) in state["files"]?.Members ?? [])
        {
            // A name may be what was changed.
            if (Path.GetFileName(name) == name && sum.Raw?.StartsWith('"') == true && File.Exists(Path.Combine(work, folder, name))) sum.Raw = $"\"{HashOf(Path.Combine(work, folder, name))}\"";
        }

        File.WriteAllText(path, state.Write());
    };

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
