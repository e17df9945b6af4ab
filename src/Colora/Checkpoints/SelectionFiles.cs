using System.Security.Cryptography;
using Colora.Adapters;
using Colora.Formats;
using Colora.Formats.Safetensors;
using static TorchSharp.torch;

namespace Colora.Checkpoints;

/// <summary>
/// The adapter after a validated step, until the choice at the end: shared factors, and the personal ones of those
/// users alone whose factors have changed since the step before. <c>shared.safetensors</c> has a tensor [1, width] a
/// kind, <c>personal.safetensors</c> <c>users</c> [n] and a tensor [n, width] a kind.
/// </summary>
internal static class SelectionFiles
{
    private const string Users = "users";

    /// <summary>Hash of each user's personal factors: what has another one has changed.</summary>
    public static IReadOnlyList<string> HashesOf(AdapterWeights weights) => [.. weights.Layout.Users.Select((_, user) =>
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            using var scope = NewDisposeScope();
            foreach (var bank in Banks(weights, Owner.Personal))
                TensorFiles.Source("", bank.Values[user]).Write(stream);
        }

        return Convert.ToHexStringLower(sha.Hash!);
    })];

    /// <summary>Writes into a folder that is being filled.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="weights">All factors.</param>
    /// <param name="users">Numbers of the users whose personal factors are written.</param>
    public static void Write(string folder, AdapterWeights weights, IReadOnlyList<long> users)
    {
        var shared = Banks(weights, Owner.Shared).Select(bank => TensorFiles.Source($"{bank.Kind}", bank.Values));
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFiles.SharedName), [.. shared]);
        var numbers = TensorSource.FromInt64(Users, [users.Count], [.. users]);
        var personal = Banks(weights, Owner.Personal)
            .Select(bank => TensorFiles.Rows($"{bank.Kind}", bank.Values, users));
        SafetensorsWriter.Write(Path.Combine(folder, AdapterFiles.PersonalName), [numbers, .. personal]);
    }

    /// <summary>Reads the adapter as it was after a step.</summary>
    /// <param name="folders">Folder of that step, then of those before it, newest first.</param>
    /// <param name="weights">Filled; the factors of a user whom no folder has stay as they are.</param>
    /// <exception cref="InputException">A file is missing or broken.</exception>
    public static void ReadInto(IEnumerable<string> folders, AdapterWeights weights)
    {
        using var quiet = no_grad();
        var missing = Enumerable.Range(0, weights.Layout.Users.Count).Select(user => (long)user).ToHashSet();
        var isFirst = true;
        foreach (var folder in folders)
        {
            using var scope = NewDisposeScope();
            if (isFirst) ReadSharedInto(folder, weights);
            isFirst = false;

            if (missing.Count == 0 || !Banks(weights, Owner.Personal).Any()) return;
            ReadPersonalInto(folder, weights, missing);
        }
    }

    /// <summary>Reads the factors of those users whom no newer folder had.</summary>
    private static void ReadPersonalInto(string folder, AdapterWeights weights, HashSet<long> missing)
    {
        using var personal = SafetensorsFile.Open(Path.Combine(folder, AdapterFiles.PersonalName));
        var users = personal.ReadInt64(Users);
        var rows = Enumerable.Range(0, users.Length).Where(row => missing.Remove(users[row])).ToList();
        if (rows.Count == 0) return;
        foreach (var bank in Banks(weights, Owner.Personal))
        {
            var values = Checked(personal, $"{bank.Kind}", [users.Length, bank.Values.size(1)]);
            foreach (var row in rows) bank.Values[users[row]].copy_(values[row]);
        }
    }

    /// <summary>Those of the folders that are damaged or lost.</summary>
    public static HashSet<string> Damaged(IEnumerable<string> folders) => [.. folders.Where(folder =>
    {
        try
        {
            ChecksumFile.Verify(folder);
            return false;
        }
        catch (InputException)
        {
            return true;
        }
    })];

    /// <summary>Whether the adapter after a step can be put together without the folders that are damaged.</summary>
    /// <param name="folders">Folder of that step, then of those before it, newest first.</param>
    /// <param name="layout">Users, and who shares what.</param>
    /// <param name="damaged">Folders that are damaged.</param>
    public static bool IsWhole(IEnumerable<string> folders, AdapterLayout layout, IReadOnlySet<string> damaged)
    {
        var missing = Enumerable.Range(0, layout.Users.Count).Select(user => (long)user).ToHashSet();
        foreach (var folder in folders)
        {
            if (damaged.Contains(folder)) return false;
            using var personal = SafetensorsFile.Open(Path.Combine(folder, AdapterFiles.PersonalName));
            missing.ExceptWith(personal.ReadInt64(Users));
            if (missing.Count == 0 || layout.Kinds.All(kind => layout.Ownership[kind] == Owner.Shared)) return true;
        }

        return true;
    }

    /// <summary>Reads the shared factors alone as they were after a step.</summary>
    /// <exception cref="InputException">The file is missing or broken.</exception>
    public static void ReadSharedInto(string folder, AdapterWeights weights)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var shared = SafetensorsFile.Open(Path.Combine(folder, AdapterFiles.SharedName));
        foreach (var bank in Banks(weights, Owner.Shared))
            bank.Values.copy_(Checked(shared, $"{bank.Kind}", bank.Values.shape));
    }

    private static Tensor Checked(SafetensorsFile file, string name, long[] shape)
    {
        var entry = file[name];
        return entry.Shape.SequenceEqual(shape) ? TensorFiles.Read(file, entry)
            : throw new InputException(
                file.Path, $"tensor \"{name}\" has shape [{string.Join(", ", entry.Shape)}]",
                $"[{string.Join(", ", shape)}]", "go on from before with --resume");
    }

    private static IEnumerable<FactorBank> Banks(AdapterWeights weights, Owner owner) =>
        weights.Banks.Where(bank => weights.Layout.Ownership[bank.Kind] == owner);
}
