using System.Net;
using System.Text.Json;
using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Hub;

/// <summary>
/// <c>owner/name</c> → a folder of the cache with all that loading needs, fetched where it is not there. What
/// transformers has downloaded is used as it is.
/// </summary>
/// <param name="settings">Where from, where to, how patiently.</param>
/// <param name="progress">Hears notes and bytes.</param>
/// <param name="check">Called with a snapshot's folder as soon as config.json is in it, before anything large is
/// fetched; throws where the model is of no use.</param>
public sealed class ModelResolver(HubSettings settings, IHubProgress progress, Action<string>? check = null)
{
    private const int LargestDescription = 16 << 20;
    private const string ConfigName = "config.json";

    private const string DefaultRevision = "main";

    /// <summary>Finds or fetches a model.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="revision">Branch, tag or commit; main when absent.</param>
    /// <param name="stop">Cancels; what was fetched is kept.</param>
    /// <returns>The snapshot's folder and the commit, by which the same files are found again whatever changes on the
    /// hub.</returns>
    /// <exception cref="InputException">Not there, not allowed, not reachable and not cached, or not what the hub
    /// announced.</exception>
    public async Task<ResolvedModel> Resolve(HubName model, string? revision = null, CancellationToken stop = default)
    {
        var wanted = revision is { Length: > 0 } ? revision : DefaultRevision;
        if (!IsRevision(wanted))
            throw new InputException("--revision", $"\"{wanted}\"", "a branch, a tag or a commit");
        var cached = Cached(model, wanted);

        // A commit never changes: what is cached needs no question.
        if (cached is not null && (settings.Offline || HubCache.IsCommit(wanted))) return cached;
        if (settings.Offline)
        {
            throw new InputException(
                $"{model}@{wanted}", $"not in the cache {settings.Cache.Root}",
                "a cached model, because HF_HUB_OFFLINE is set",
                "unset it once to fetch the model");
        }

        using var connection = new HubConnection(settings);
        try
        {
            return await Fetch(connection, model, wanted, stop).ConfigureAwait(false);
        }
        catch (HubUnreachableException e) when (cached is not null)
        {
            progress.Note($"{e.Where} cannot be reached: using {model} as it is in the cache "
                + $"(commit {cached.Commit[..7]})");
            return cached;
        }
    }

    /// <summary>Whether a text can name a revision, and leads nowhere else in an address or in the cache.</summary>
    private static bool IsRevision(string text) =>
        text.Split('/').All(part => part is not ("" or "." or ".."))
            && !text.Any(c => char.IsControl(c) || c is '\\' or '?' or '#');

    private ResolvedModel? Cached(HubName model, string revision)
    {
        if (settings.Cache.CommitOf(model, revision) is not { } commit) return null;
        var folder = settings.Cache.SnapshotOf(model, commit);
        return HubCache.IsWhole(folder) ? new ResolvedModel(folder, commit) : null;
    }

    private async Task<ResolvedModel> Fetch(
        HubConnection connection, HubName model, string revision, CancellationToken stop)
    {
        var (commit, names) = await Describe(connection, model, revision, stop).ConfigureAwait(false);
        var folder = settings.Cache.SnapshotOf(model, commit);
        if (!HubCache.IsWhole(folder))
        {
            var weights = WeightsOf(names, $"{model}@{revision}");
            await Add(connection, model, commit, ConfigName, stop).ConfigureAwait(false);
            check?.Invoke(folder);
            foreach (var name in NeededFiles.SmallOf(names))
                await Add(connection, model, commit, name, stop).ConfigureAwait(false);
            await Add(connection, model, commit, weights, stop).ConfigureAwait(false);
            if (weights == WeightIndexFile.FileName)
            {
                foreach (var shard in WeightIndexFile.Read(Path.Combine(folder, weights)).Shards)
                    await Add(connection, model, commit, shard, stop).ConfigureAwait(false);
            }
        }

        // Last, so that a revision names only what is whole.
        if (!HubCache.IsCommit(revision)) AtomicFile.WriteText(settings.Cache.RefOf(model, revision), commit);
        return new ResolvedModel(folder, commit);
    }

    /// <summary>The file of the weights, or their index, of a model that can be loaded.</summary>
    private static string WeightsOf(HashSet<string> names, string where)
    {
        if (!names.Contains(ConfigName))
            throw new InputException(where, "no config.json", "a model in Hugging Face's format");
        return NeededFiles.WeightsOf(names)
            ?? throw new InputException(
                where, "no safetensors weights", $"{WeightFiles.SingleFileName} or {WeightIndexFile.FileName}",
                "choose a model or a revision that has them");
    }

    /// <summary>The commit of a revision, and the names of its files.</summary>
    private async Task<(string Commit, HashSet<string> Names)> Describe(
        HubConnection connection, HubName model, string revision, CancellationToken stop)
    {
        var address = new Uri(settings.Endpoint, $"api/models/{model}/revision/{Uri.EscapeDataString(revision)}");
        using var response = await connection
            .Send(HttpMethod.Get, address, 0, followsAway: false, stop)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw HubRefusal.Of(response.StatusCode, $"{model}@{revision}", settings.Token is not null);
        try
        {
            using var json = JsonDocument.Parse(await ReadDescription(response, address, stop).ConfigureAwait(false));
            var commit = json.RootElement.GetProperty("sha").GetString();
            if (commit is null || !HubCache.IsCommit(commit)) throw new JsonException("\"sha\" is no commit");
            var files = json.RootElement.GetProperty("siblings").EnumerateArray();
            return (commit, files.Select(file => file.GetProperty("rfilename").GetString() ?? "").ToHashSet());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException(
                address.ToString(), $"not the description of a model ({e.Message})", "JSON with sha and siblings",
                "check HF_ENDPOINT", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or StallException)
        {
            throw new HubUnreachableException(address.GetLeftPart(UriPartial.Authority), e);
        }
    }

    /// <summary>Limited as a file is, and, since no length is announced, in size and time as a whole.</summary>
    private async Task<byte[]> ReadDescription(HttpResponseMessage response, Uri address, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        var source = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            return await Silence.Limit(settings.Stall * (settings.Retries + 1), async limit =>
            {
                int read;
                while ((read = await Read(limit).ConfigureAwait(false)) > 0)
                {
                    whole.Write(buffer, 0, read);
                    if (whole.Length > LargestDescription)
                    {
                        throw new InputException(
                            address.ToString(), $"a description of over {LargestDescription} bytes",
                            "JSON with sha and siblings", "check HF_ENDPOINT");
                    }
                }

                return whole.ToArray();
            }, stop).ConfigureAwait(false);
        }

        Task<int> Read(CancellationToken limit) =>
            Silence.Limit(settings.Stall, inner => source.ReadAsync(buffer, inner).AsTask(), limit);
    }

    private async Task Add(HubConnection connection, HubName model, string commit, string name, CancellationToken stop)
    {
        var link = Path.Combine(settings.Cache.SnapshotOf(model, commit), name);
        if (HubCache.IsThere(link)) return;
        var address = new Uri(settings.Endpoint, $"{model}/resolve/{commit}/{Uri.EscapeDataString(name)}");
        var file = await Look(connection, address, name, stop).ConfigureAwait(false);
        await new HubDownload(connection, settings, progress).Fetch(model, address, file, stop).ConfigureAwait(false);
        Link(settings.Cache.BlobOf(model, file.Etag), link);
    }

    /// <summary>
    /// Hash and length. A large file's stand on the answer that redirects to its storage, so that one is not followed.
    /// </summary>
    private async Task<HubFile> Look(HubConnection connection, Uri address, string name, CancellationToken stop)
    {
        using var response = await connection
            .Send(HttpMethod.Head, address, 0, followsAway: false, stop)
            .ConfigureAwait(false);
        var where = $"{name} from {address.Host}";
        if (!response.IsSuccessStatusCode && !IsRedirect(response.StatusCode))
            throw HubRefusal.Of(response.StatusCode, where, settings.Token is not null);
        if (EtagOf(response) is not { Length: > 0 } etag || !etag.All(IsOfHash))
            throw new InputException(where, "no usable ETag", "the hash of the file", "check HF_ENDPOINT");
        if (SizeOf(response) is not (>= 0 and var size))
            throw new InputException(where, "no length", "X-Linked-Size or Content-Length", "check HF_ENDPOINT");
        return new HubFile(name, etag, size);

        static bool IsOfHash(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
    }

    private static bool IsRedirect(HttpStatusCode status) => status
        is HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.MovedPermanently
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static string? EtagOf(HttpResponseMessage response)
    {
        var tag = Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag ?? Header(response, "ETag");
        return tag?.Replace("W/", "", StringComparison.Ordinal).Trim('"');
    }

    /// <summary>The file's length; that of a redirect's own body says nothing of it.</summary>
    private static long? SizeOf(HttpResponseMessage response)
    {
        if (Header(response, "X-Linked-Size") is { } linked && long.TryParse(linked, out var said)) return said;
        return IsRedirect(response.StatusCode) ? null : response.Content.Headers.ContentLength;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>
    /// A relative link as Hugging Face's tools make it, or a copy where the file system has no links.
    /// </summary>
    private static void Link(string blob, string link)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        try
        {
            // One that leads nowhere.
            if (new FileInfo(link).LinkTarget is not null && !HubCache.IsThere(link)) File.Delete(link);
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, blob));
        }
        catch (IOException) when (File.Exists(link))
        {
            // Another process was first, with the same content.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            AtomicFile.Write(link, stream =>
            {
                using var source = File.OpenRead(blob);
                source.CopyTo(stream);
            });
        }
    }
}
