using Colora.Configuration;

namespace Colora.Federation;

/// <summary>What the server does with the mean of the participants' changes.</summary>
public sealed record ServerConfig
{
    /// <summary>How the mean change is applied.</summary>
    [Setting("average (add the mean change), momentum or adam")]
    public ServerKind Kind { get; init; } = ServerKind.Average;

    /// <summary>Factor of the change (average, momentum), or rate of Adam.</summary>
    [Setting("factor of the mean change; for adam its rate")]
    [Above(0)]
    [AtMost(1e6)]
    public double Rate { get; init; } = 1;

    /// <summary>Decay of the running mean.</summary>
    [Setting("decay of the running mean of changes")]
    [Between(0, 0.999999)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the running square, for Adam.</summary>
    [Setting("decay of the running mean of squares (adam)")]
    [Between(0, 0.999999)]
    public double Beta2 { get; init; } = 0.99;

    /// <summary>ε of Adam; FedOpt's are larger than a local Adam's.</summary>
    [Setting("epsilon of adam")]
    [Above(0)]
    [AtMost(1)]
    public double Epsilon { get; init; } = 1e-6;
}
