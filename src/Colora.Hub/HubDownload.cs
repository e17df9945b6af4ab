using System.Globalization;
using System.Net;
using Colora.Formats;
using Colora.Formats.HuggingFace;
using Polly;
using Polly.Retry;

namespace Colora.Hub;

/// <summary>
/// Fetches one file into the cache: into <c>blobs/&lt;etag&gt;.incomplete</c>, on from what is there, checked by length
/// and hash, then renamed. A partial or wrong file never gets the name of a whole one.
/// </summary>
/// <param name="connection">The hub.</param>
/// <param name="settings">Cache and patience.</param>
/// <param name="progress">Hears bytes.</param>
internal sealed class HubDownload(HubConnection connection, HubSettings settings, IHubProgress progress)
{
    private const int BufferBytes = 1 << 18;

    /// <summary>Makes sure that the blob is there.</summary>
    /// <exception cref="InputException">The hub refuses, is cut off for good, sends another content than it announced,
    /// or the disk is full.</exception>
    public async Task Fetch(HubName model, Uri address, HubFile file, CancellationToken stop)
    {
        var blob = settings.Cache.BlobOf(model, file.Etag);
        if (File.Exists(blob)) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);

            // Another process may be fetching the same file: the second one waits, then finds it there.
            using var held = await CacheLock.Take(settings.Cache, model, file.Etag, stop).ConfigureAwait(false);
            if (File.Exists(blob)) return;
            var partial = blob + ".incomplete";
            await FetchPartial(address, file, partial, stop).ConfigureAwait(false);
            File.Move(partial, blob, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                blob, $"cannot be written ({e.Message})", "",
                "check the rights and the free space of the cache (HF_HOME)", e);
        }
    }

    private async Task FetchPartial(Uri address, HubFile file, string partial, CancellationToken stop)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            await Complete(address, file, partial, stop).ConfigureAwait(false);
            if (ContentHash.Matches(partial, file.Etag)) return;
            File.Delete(partial);

            // What lay there from an earlier call may have been wrong: one clean attempt decides.
            if (isSecond)
            {
                throw new InputException(
                    $"{file.Name} from {address.Host}", "its content is not what the hub announced",
                    $"hash {file.Etag}", "try again later; nothing was kept");
            }

            progress.Note($"{file.Name}: wrong content, fetching it once more from the beginning");
        }
    }

    /// <summary>
    /// Fetches until the partial file has the announced length; an attempt that brought bytes is not counted against
    /// the patience, but there is a limit to them too.
    /// </summary>
    private async Task Complete(Uri address, HubFile file, string partial, CancellationToken stop)
    {
        var patience = Patience();
        for (var breaks = 0; !File.Exists(partial) || Length(partial) != file.Size;)
        {
            try
            {
                await patience.ExecuteAsync(
                    async token => await Attempt(address, file, partial, token).ConfigureAwait(false), stop)
                    .ConfigureAwait(false);
            }
            catch (BrokenTransferException broken) when (broken.Bytes > 0)
            {
                if (++breaks >= settings.Breaks) throw CutOff(address, file, partial, breaks);
                progress.Note(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Name}: cut off after {Length(partial):N0} of {file.Size:N0} bytes, going on from there"));
            }
            catch (BrokenTransferException broken)
            {
                throw new HubUnreachableException(address.GetLeftPart(UriPartial.Authority), broken);
            }
        }
    }

    private ResiliencePipeline Patience() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = settings.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = settings.Delay,
        MaxDelay = settings.LongestDelay,
        ShouldHandle = new PredicateBuilder().Handle<BrokenTransferException>(broken => broken.Bytes <= 0),
    }).Build();

    private static InputException CutOff(Uri address, HubFile file, string partial, int breaks) => new(
        $"{file.Name} from {address.Host}",
        string.Create(
            CultureInfo.InvariantCulture,
            $"cut off {breaks} times, {Length(partial):N0} of {file.Size:N0} bytes are here"),
        "a connection that lasts", "try again later: what was fetched is kept");

    private async Task Attempt(Uri address, HubFile file, string partial, CancellationToken stop)
    {
        long had = Length(partial), from = had > file.Size ? 0 : had;

        using var response = await connection
            .Send(HttpMethod.Get, address, from, followsAway: true, stop)
            .ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(partial);
            throw new BrokenTransferException(0, "the server cannot go on from there");
        }

        if (!response.IsSuccessStatusCode)
            throw HubRefusal.Of(response.StatusCode, $"{file.Name} from {address.Host}", settings.Token is not null);
        if (response.StatusCode != HttpStatusCode.PartialContent)
            from = 0; // the server ignored the range: from the beginning
        RequireAnnounced(response, file, from, address);
        try
        {
            await Copy(response, file, partial, from, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or StallException)
        {
            throw new BrokenTransferException(Length(partial) - had, e.Message);
        }

        if (Length(partial) < file.Size)
            throw new BrokenTransferException(Length(partial) - had, "the connection ended early");
    }

    /// <summary>Two statements of the server on the length must agree before a byte is written.</summary>
    private static void RequireAnnounced(HttpResponseMessage response, HubFile file, long from, Uri address)
    {
        var total = response.Content.Headers.ContentRange?.Length ?? from + response.Content.Headers.ContentLength;
        if (total is { } said && said != file.Size)
        {
            throw new InputException(
                $"{file.Name} from {address.Host}",
                $"the server sends {said.ToString(CultureInfo.InvariantCulture)} bytes",
                $"{file.Size.ToString(CultureInfo.InvariantCulture)} bytes, as it announced",
                "try again later; nothing was kept");
        }

        if (response.Content.Headers.ContentRange?.From is { } start && start != from)
        {
            throw new InputException(
                $"{file.Name} from {address.Host}",
                $"the server sends from byte {start.ToString(CultureInfo.InvariantCulture)}",
                $"from byte {from.ToString(CultureInfo.InvariantCulture)}", "try again later");
        }
    }

    private async Task Copy(
        HttpResponseMessage response, HubFile file, string partial, long from, CancellationToken stop)
    {
        long got = 0;
        var stream = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        await using (stream.ConfigureAwait(false))
        {
            stream.SetLength(from);
            stream.Position = from;
            try
            {
                var source = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
                var buffer = new byte[BufferBytes];
                int read;
                while ((read = await Read(source, buffer, stop).ConfigureAwait(false)) > 0)
                {
                    got += read;
                    if (from + got > file.Size)
                    {
                        stream.SetLength(0);
                        throw new InputException(
                            $"{file.Name} from the hub", "more bytes than it announced",
                            $"{file.Size.ToString(CultureInfo.InvariantCulture)} bytes",
                            "try again later; nothing was kept");
                    }

                    await stream.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
                    progress.Progress(file.Name, from + got, file.Size);
                }
            }
            finally
            {
                stream.Flush(flushToDisk: true);
            }
        }
    }

    private Task<int> Read(Stream source, byte[] buffer, CancellationToken stop) =>
        Silence.Limit(settings.Stall, limit => source.ReadAsync(buffer, limit).AsTask(), stop);

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
