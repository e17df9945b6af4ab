using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colora.Formats.HuggingFace;
using Colora.Hub;

namespace Colora.Mutations.Readers;

/// <summary>A hub on this machine that answers what files say; what is fetched from it has to be, byte for byte, what it holds.</summary>
internal static class HubReader
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private static readonly HubName Name = HubName.TryParse("owner/name", out var name) ? name : throw new InvalidOperationException("owner/name is a name");

    /// <summary>Fetches the model whose files, description and headers lie in a folder.</summary>
    public static void Compare(string folder, string cache)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = Task.Run(() => AnswerAsync(listener, folder));
        var settings = new HubSettings { Endpoint = address, Cache = new HubCache(cache), Retries = 1, Delay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5), Stall = TimeSpan.FromSeconds(1) };
        var resolved = new ModelResolver(settings, new Silent()).Resolve(Name).GetAwaiter().GetResult();
        foreach (var file in Directory.GetFiles(resolved.Folder))
            if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, "files", Path.GetFileName(file))))) throw new DisagreementException($"{Path.GetFileName(file)} is not what the hub holds");
    }

    /// <summary>How the hub names content.</summary>
    public static string EtagOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Answers a request a connection, until the listener is closed.</summary>
    private static async Task AnswerAsync(TcpListener listener, string folder)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync().ConfigureAwait(false) is not { } request) continue;
                while (await reader.ReadLineAsync().ConfigureAwait(false) is { Length: > 0 })
                {
                }

                await client.GetStream().WriteAsync(Answer(request.Split(' '), folder)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Closed, or the asker has gone.
        }
    }

    private static byte[] Answer(string[] request, string folder)
    {
        var file = request[1].Split('/')[^1];
        var isDescription = request[1].StartsWith("/api/", StringComparison.Ordinal);
        var path = isDescription ? Path.Combine(folder, "description.json") : Path.Combine(folder, "files", file);
        if (!File.Exists(path)) return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
        var content = File.ReadAllBytes(path);
        var headers = isDescription ? [] : Headers(Path.Combine(folder, "headers.json"), file);
        var status = headers.FirstOrDefault(header => header.Name == "Status").Value ?? "200";
        var head = $"HTTP/1.1 {status} -\r\nContent-Length: {content.Length}\r\nConnection: close\r\n" + string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n";
        return [.. Encoding.UTF8.GetBytes(head), .. request[0] == "HEAD" ? [] : content];
    }

    private static List<(string Name, string Value)> Headers(string path, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.TryGetProperty(file, out var headers) && headers.ValueKind == JsonValueKind.Object ? [.. headers.EnumerateObject().Select(header => (header.Name, OneLine(header.Value.ToString())))] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>A line end within a header would end it, and begin another content than the file's.</summary>
    private static string OneLine(string value) => string.Concat(value.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private sealed class Silent : IHubProgress
    {
        public void Note(string line)
        {
        }

        public void Progress(string file, long done, long total)
        {
        }
    }
}
