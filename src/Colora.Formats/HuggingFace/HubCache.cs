namespace Colora.Formats.HuggingFace;

/// <summary>
/// The layout of the Hugging Face cache, shared with transformers: <c>models--owner--name/refs/&lt;revision&gt;</c>
/// holds a commit, <c>snapshots/&lt;commit&gt;/&lt;file&gt;</c> links to <c>../../blobs/&lt;etag&gt;</c>. Source:
/// huggingface_hub, "Understand caching".
/// </summary>
/// <param name="root">The cache's folder.</param>
public sealed class HubCache(string root)
{
    private const int CommitLength = 40;

    /// <summary>The cache's folder.</summary>
    public string Root { get; } = root;

    /// <summary>
    /// The cache that the environment names: <c>HF_HUB_CACHE</c>, else <c>HUGGINGFACE_HUB_CACHE</c>, else
    /// <c>HF_HOME/hub</c>, else <c>XDG_CACHE_HOME/huggingface/hub</c>, else <c>~/.cache/huggingface/hub</c>; with
    /// <c>~</c> and <c>$NAME</c> written out.
    /// </summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static HubCache FromEnvironment(Func<string, string?> variable) =>
        new(Given("HF_HUB_CACHE", variable)
            ?? Given("HUGGINGFACE_HUB_CACHE", variable)
            ?? Path.Combine(Home(variable), "hub"));

    /// <summary>Folder of Hugging Face's settings and cache: <c>HF_HOME</c> and what stands for it.</summary>
    public static string Home(Func<string, string?> variable)
    {
        if (Given("HF_HOME", variable) is { } home) return home;
        return Path.Combine(
            Given("XDG_CACHE_HOME", variable) ?? Path.Combine(EnvironmentPath.Home(variable), ".cache"), "huggingface");
    }

    /// <summary>
    /// A path that a variable gives, with <c>~</c> and <c>$NAME</c> written out; none where the variable is not set or
    /// empty.
    /// </summary>
    /// <param name="name">The variable.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static string? Given(string name, Func<string, string?> variable) =>
        variable(name) is { Length: > 0 } path ? EnvironmentPath.Expand(path, variable) : null;

    /// <summary>Whether a file of a snapshot is there: a link whose content is gone is a file to be fetched.</summary>
    public static bool IsThere(string file) =>
        File.Exists(file) && File.Exists(RealPath.Of(file)) && new FileInfo(RealPath.Of(file)).LinkTarget is null;

    /// <summary>Whether a revision is a commit, which never changes its content.</summary>
    public static bool IsCommit(string revision) =>
        revision.Length == CommitLength && revision.All(char.IsAsciiHexDigitLower);

    /// <summary>Folder of a model.</summary>
    public string FolderOf(HubName model) => Path.Combine(Root, $"models--{model.Owner}--{model.Name}");

    /// <summary>Folder of the model's files at a commit.</summary>
    public string SnapshotOf(HubName model, string commit) => Path.Combine(FolderOf(model), "snapshots", commit);

    /// <summary>File with the content of a hash.</summary>
    public string BlobOf(HubName model, string etag) => Path.Combine(FolderOf(model), "blobs", etag);

    /// <summary>File that holds the commit of a branch or tag.</summary>
    public string RefOf(HubName model, string revision) =>
        Path.Combine(FolderOf(model), "refs", Path.Combine(revision.Split('/')));

    /// <summary>The commit that a revision was when it was last fetched; none when never.</summary>
    public string? CommitOf(HubName model, string revision)
    {
        if (IsCommit(revision)) return revision;
        if (revision.Split('/').Any(part => part is "" or "." or "..")) return null;
        var file = RefOf(model, revision);
        return File.Exists(file)
            && new FileInfo(file).Length < 2 * CommitLength
            && File.ReadAllText(file).Trim() is var commit
            && IsCommit(commit) ? commit : null;
    }

    /// <summary>
    /// Whether a snapshot has all that loading needs: config, tokenizer and every weight file that it names.
    /// </summary>
    public static bool IsWhole(string snapshot)
    {
        if (!IsThere(Path.Combine(snapshot, "config.json")) || !IsThere(Path.Combine(snapshot, "tokenizer.json")))
            return false;
        if (IsThere(Path.Combine(snapshot, WeightFiles.SingleFileName))) return true;
        var index = Path.Combine(snapshot, WeightIndexFile.FileName);
        return IsThere(index)
            && WeightIndexFile.Read(index).Shards.All(shard => IsThere(Path.Combine(snapshot, shard)));
    }
}
