using Colora.Engine;

namespace Colora.Extensions.AI;

/// <summary>What an application serves.</summary>
public sealed record ColoraOptions
{
    /// <summary>Folder of the finished run whose tenants answer.</summary>
    public string Run { get; set; } = "";

    /// <summary>
    /// The base, where it is not found by what the run says: a folder, or a name of a source. It must be the run's.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>Device, element type, threads.</summary>
    public EngineConfig Engine { get; set; } = new();
}
