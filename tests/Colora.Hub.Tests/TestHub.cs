using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Colora.Hub.Tests;

/// <summary>
/// A hub on the loopback that speaks HTTP over bare sockets, so that it can do what real servers do on bad days. It serves one model of
/// given files; <see cref="Fault"/> may answer in its stead.
/// </summary>
internal sealed class TestHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<HubRequest> requests = [];

    public TestHub()
    {
        listener.Start();
        _ = Accept();
    }

    /// <summary>Files of the model owner/name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Answers instead of the hub where it returns something.</summary>
    public Func<HubRequest, HubReply?> Fault { get; set; } = _ => null;

    /// <summary>Another host that holds large files; none = they are served here.</summary>
    public TestHub? Storage { get; set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<HubRequest> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    /// <summary>Requests for the content of a file.</summary>
    public IReadOnlyList<HubRequest> Gets(string file) => [.. Requests.Where(request => request.Method == "GET" && request.Path.EndsWith(file, StringComparison.Ordinal))];

    /// <summary>How the hub names content: SHA-256 of what is large, git's SHA-1 of the rest.</summary>
    public static string EtagOf(string name, byte[] content) => IsLarge(name)
        ? Convert.ToHexStringLower(SHA256.HashData(content))
#pragma warning disable CA5350 // git's name of a file, not a protection
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    /// <summary>The honest answer.</summary>
    public HubReply Honest(HubRequest request)
    {
        if (request.Path.StartsWith("/api/models/owner/name/revision/", StringComparison.Ordinal))
        {
            var siblings = string.Join(",", Files.Keys.Select(name => $"{{\"rfilename\":\"{name}\"}}"));
            return new HubReply(200, Encoding.UTF8.GetBytes($"{{\"sha\":\"{Commit}\",\"siblings\":[{siblings}]}}"));
        }

        var file = request.Path.Split('/')[^1];
        if (!Files.TryGetValue(file, out var content) || !(request.Path.StartsWith($"/owner/name/resolve/{Commit}/", StringComparison.Ordinal) || request.Path.StartsWith("/storage/", StringComparison.Ordinal))) return new HubReply(404, []);
        if (IsLarge(file) && Storage is { } storage)
        {
            return new HubReply(302, [])
            {
                Headers = { ["Location"] = new Uri(storage.Address, $"storage/{file}").ToString(), ["X-Linked-Etag"] = $"\"{EtagOf(file, content)}\"", ["X-Linked-Size"] = $"{content.Length}", ["ETag"] = "\"of-the-pointer\"" },
            };
        }

        var from = request.From;
        var headers = new Dictionary<string, string> { ["ETag"] = $"\"{EtagOf(file, content)}\"" };
        if (from == 0) return new HubReply(200, content) { Headers = headers };
        if (from >= content.Length) return new HubReply(416, []);
        headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{content.Length - 1}/{content.Length}");
        return new HubReply(206, content[(int)from..]) { Headers = headers };
    }

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
        stop.Dispose();
    }

    private static bool IsLarge(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal);

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await Read(stream) is not { } request) return;
                lock (requests) requests.Add(request);
                var reply = Fault(request) ?? Honest(request);
                await Write(stream, request, reply);
                if (reply.Stalls) await Task.Delay(Timeout.Infinite, stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    private static async Task<HubRequest?> Read(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer) == 0) return null;
            text.Append((char)buffer[0]);
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var words = lines[0].Split(' ');
        return new HubRequest(words[0], Uri.UnescapeDataString(words[1]), lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]));
    }

    private static async Task Write(NetworkStream stream, HubRequest request, HubReply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} test\r\nConnection: close\r\n");
        if (!reply.WithoutLength) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.ClaimedLength ?? reply.Body.Length}\r\n");
        foreach (var (name, value) in reply.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
        if (request.Method == "HEAD") return;
        await stream.WriteAsync(reply.CutAfter is { } cut ? reply.Body[..cut] : reply.Body);
        await stream.FlushAsync();
    }
}
