namespace Colora.Hub.Tests;

/// <summary>What the test hub answers, faults included.</summary>
internal sealed record HubReply(int Status, byte[] Body)
{
    /// <summary>More headers.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The length that is claimed; none = the body's.</summary>
    public long? ClaimedLength { get; init; }

    /// <summary>No length is sent: the end of the connection is the end of the body.</summary>
    public bool WithoutLength { get; init; }

    /// <summary>Bytes of the body after which the connection is cut.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the connection stays open and silent after what is sent.</summary>
    public bool Stalls { get; init; }
}
