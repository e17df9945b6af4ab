using System.Security.Cryptography;
using System.Text;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Checkpoints;

/// <summary>
/// What a base is: SHA-256 of each of its files that commands read. Where it lies and when it was written do not
/// matter.
/// </summary>
/// <param name="Weights">Weight files by name.</param>
/// <param name="Config">config.json and generation_config.json.</param>
/// <param name="Tokenizer">tokenizer.json and what stands beside it.</param>
/// <param name="Chat">The chat template, where it is a file of its own.</param>
public sealed record ModelIdentity(
    IReadOnlyDictionary<string, string> Weights, IReadOnlyDictionary<string, string> Config,
    IReadOnlyDictionary<string, string> Tokenizer, IReadOnlyDictionary<string, string> Chat)
{
    private static readonly string[] ConfigNames = ["config.json", "generation_config.json"];
    private static readonly string[] TokenizerNames =
        ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"];
    private static readonly string[] ChatNames = ["chat_template.jinja"];

    /// <summary>The identity of a model folder; every byte of the weights is read.</summary>
    /// <exception cref="InputException">No such folder, or no weights.</exception>
    public static ModelIdentity Of(string folder) => new(
        Hashes(WeightFiles.Locate(folder)), Hashes(In(folder, ConfigNames)), Hashes(In(folder, TokenizerNames)),
        Hashes(In(folder, ChatNames)));

    /// <summary>One hash of all that a result without a chat depends on.</summary>
    public string Hash()
    {
        var text = string.Concat(new[] { Weights, Config, Tokenizer }
            .SelectMany(part => part.OrderBy(file => file.Key, StringComparer.Ordinal))
            .Select(file => $"{file.Key} {file.Value}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Names of the files in which another base differs from this one, with what differs.</summary>
    /// <param name="other">What is there now.</param>
    /// <param name="withChat">Whether the chat template is read too.</param>
    public IReadOnlyList<string> Differences(ModelIdentity other, bool withChat = false) =>
    [
        .. Differences(Weights, other.Weights), .. Differences(Config, other.Config),
        .. Differences(Tokenizer, other.Tokenizer),
        .. withChat ? Differences(Chat, other.Chat) : [],
    ];

    private static IEnumerable<string> Differences(
        IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        then.Keys
            .Union(now.Keys)
            .Order(StringComparer.Ordinal)
            .Where(name => then.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => !now.ContainsKey(name) ? $"{name} is gone"
                : !then.ContainsKey(name) ? $"{name} is new"
                : $"{name} is another");

    private static IEnumerable<string> In(string folder, string[] names) =>
        names.Select(name => Path.Combine(folder, name)).Where(File.Exists);

    private static SortedDictionary<string, string> Hashes(IEnumerable<string> files) =>
        new(files.ToDictionary(file => Path.GetFileName(file), FileHash.Of), StringComparer.Ordinal);
}
