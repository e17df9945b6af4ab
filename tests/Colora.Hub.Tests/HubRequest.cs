namespace Colora.Hub.Tests;

/// <summary>What the test hub was asked.</summary>
internal sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte of the range that is asked for; 0 without one.</summary>
    public long From => Headers.TryGetValue("range", out var range) ? long.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;
}
