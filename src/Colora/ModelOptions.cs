using Colora.Engine;
using Microsoft.Extensions.Logging;

namespace Colora;

/// <summary>How a base is loaded.</summary>
public sealed record ModelOptions
{
    /// <summary>Branch, tag or commit of a model of a hub; main where none is given.</summary>
    public string? Revision { get; init; }

    /// <summary>Device, element type of the frozen weights, threads.</summary>
    public EngineConfig Engine { get; init; } = new();

    /// <summary>Hears lines worth reading, of all that is done with the model.</summary>
    public ILogger? Logger { get; init; }
}
