using Colora.Formats;
using Colora.Formats.HuggingFace;

namespace Colora.Hub;

/// <summary>
/// Where models come from and how patiently, as Hugging Face's own tools are told by the environment.
/// </summary>
public sealed record HubSettings
{
    private const int LongestToken = 4096;

    /// <summary>Address of the hub; <c>HF_ENDPOINT</c>, else https://huggingface.co.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>
    /// Sent to the hub alone, never to the hosts that it redirects to; <c>HF_TOKEN</c>, else
    /// <c>HUGGING_FACE_HUB_TOKEN</c>, else the file <c>HF_TOKEN_PATH</c> or <c>HF_HOME/token</c>.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>The cache.</summary>
    public required HubCache Cache { get; init; }

    /// <summary>No request is sent; <c>HF_HUB_OFFLINE</c>, else <c>TRANSFORMERS_OFFLINE</c>.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Attempts after the first that bring nothing new; one that brings bytes does not count. Default 5.
    /// </summary>
    public int Retries { get; init; } = 5;

    /// <summary>Transfers of one file that may break off in all, though each brings bytes. Default 100.</summary>
    public int Breaks { get; init; } = 100;

    /// <summary>
    /// First delay before another attempt; it doubles, with jitter, unless the server says <c>Retry-After</c>. Default
    /// 1 s.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait that a server may ask for. Default 5 minutes.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Time without a single byte after which a connection is given up; a download as a whole may take as long as it
    /// takes. Default 30 s.
    /// </summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The settings that the environment gives.</summary>
    /// <param name="variable">Reads a variable, such as
    /// <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <exception cref="InputException"><c>HF_ENDPOINT</c> is no http address.</exception>
    public static HubSettings FromEnvironment(Func<string, string?> variable)
    {
        var endpoint = variable("HF_ENDPOINT") is { Length: > 0 } given ? given : "https://huggingface.co";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InputException("HF_ENDPOINT", $"\"{endpoint}\"", "an http or https address");
        return new HubSettings
        {
            Endpoint = address,
            Token = TokenOf(variable),
            Cache = HubCache.FromEnvironment(variable),
            Offline = IsTrue(variable("HF_HUB_OFFLINE") is { Length: > 0 } offline
                ? offline
                : variable("TRANSFORMERS_OFFLINE")),
        };
    }

    private static bool IsTrue(string? value) => value?.Trim().ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static string? TokenOf(Func<string, string?> variable)
    {
        if (IsTrue(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) return null;
        foreach (var name in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
            if (variable(name)?.Trim() is { Length: > 0 } token) return Usable(token, name);
        var file = HubCache.Given("HF_TOKEN_PATH", variable) ?? Path.Combine(HubCache.Home(variable), "token");
        return File.Exists(file)
            && new FileInfo(file).Length < LongestToken
            && File.ReadAllText(file).Trim() is { Length: > 0 } stored ? Usable(stored, file) : null;
    }

    /// <summary>A token goes into a header: nothing in it may begin another.</summary>
    private static string Usable(string token, string where) =>
        token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw new InputException(
                where, "a token with blanks or characters beyond ASCII", "a token of the hub", "copy it anew");
}
