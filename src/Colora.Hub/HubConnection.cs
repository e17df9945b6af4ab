using System.Net;
using System.Net.Http.Headers;
using Colora.Formats;
using Polly;
using Polly.Retry;

namespace Colora.Hub;

/// <summary>
/// Requests to a hub: other attempts after passing faults (Polly), redirects followed by hand because the token must
/// not travel to another host, and a time limit on silence instead of one on the whole.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 5;

    private readonly HubSettings settings;
    private readonly HttpClient http;
    private readonly ResiliencePipeline<HttpResponseMessage> patience;

    public HubConnection(HubSettings settings)
    {
        this.settings = settings;
        http = NewClient(settings);
        patience = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(Retries(settings)).Build();
    }

    private static HttpClient NewClient(HubSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.Stall,
        };
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("colora", "1.0"));

        // A hash is of the bytes as they are stored: no encoding on the way.
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        return client;
    }

    private RetryStrategyOptions<HttpResponseMessage> Retries(HubSettings settings) => new()
    {
        MaxRetryAttempts = settings.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = settings.Delay,
        MaxDelay = settings.LongestDelay,
        ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>()
            .Handle<StallException>()
            .HandleResult(response => HubRefusal.IsPassing(response.StatusCode)),
        DelayGenerator = arguments => ValueTask.FromResult(AskedDelay(arguments.Outcome.Result)),
        OnRetry = arguments =>
        {
            arguments.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>Sends until an answer is final.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="address">Where to.</param>
    /// <param name="range">First byte that is wanted; 0 = all.</param>
    /// <param name="followsAway">Whether redirects to other hosts are followed; the answer that redirects is returned
    /// where not.</param>
    /// <param name="stop">Cancels.</param>
    /// <exception cref="InputException">No connection, or too many redirects.</exception>
    public async Task<HttpResponseMessage> Send(
        HttpMethod method, Uri address, long range, bool followsAway, CancellationToken stop)
    {
        try
        {
            return await patience
                .ExecuteAsync(async token =>
                    await SendOnce(method, address, range, followsAway, token).ConfigureAwait(false), stop)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or StallException)
        {
            throw new HubUnreachableException(address.GetLeftPart(UriPartial.Authority), e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendOnce(
        HttpMethod method, Uri address, long range, bool followsAway, CancellationToken stop)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (range > 0) request.Headers.Range = new RangeHeaderValue(range, null);
            if (settings.Token is { } token && IsHub(address))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await Silence.Limit(
                settings.Stall,
                limit => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), stop)
                .ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || response.Headers.Location is not { } location)
            {
                return response;
            }

            var next = location.IsAbsoluteUri ? location : new Uri(address, location);
            if (!followsAway && !IsHub(next)) return response;
            response.Dispose();
            RequireWeb(address, next);
            address = next;
        }

        throw new InputException(address.Host, $"more than {MostRedirects} redirects", "a file", "check HF_ENDPOINT");
    }

    /// <summary>
    /// A redirect may lead to another host, but not off the web, and not from a line that nobody can read to one that
    /// all can.
    /// </summary>
    private static void RequireWeb(Uri from, Uri to)
    {
        if (to.Scheme is not ("http" or "https"))
        {
            throw new InputException(
                from.Host, $"redirects to a {to.Scheme} address", "an http or https address", "check HF_ENDPOINT");
        }

        if (from.Scheme == "https" && to.Scheme == "http")
        {
            throw new InputException(
                from.Host, "redirects from https to http", "an https address", "check HF_ENDPOINT");
        }
    }

    private bool IsHub(Uri address) =>
        address.Scheme == settings.Endpoint.Scheme && address.Authority == settings.Endpoint.Authority;

    private TimeSpan? AskedDelay(HttpResponseMessage? response)
    {
        var asked = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - TimeProvider.System.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked is not { } wait ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > settings.LongestDelay ? settings.LongestDelay
            : wait;
    }
}
