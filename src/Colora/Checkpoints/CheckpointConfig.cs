using Colora.Configuration;

namespace Colora.Checkpoints;

/// <summary>When a run saves and when it looks at validation rows.</summary>
public sealed record CheckpointConfig
{
    /// <summary>Steps between resumable checkpoints.</summary>
    [Setting("steps between resumable checkpoints", Unit = "steps")]
    [AtLeast(1)]
    public int Every { get; init; } = 50;

    /// <summary>Newest checkpoints that are kept.</summary>
    [Setting("newest checkpoints that are kept")]
    [AtLeast(1)]
    public int Keep { get; init; } = 2;

    /// <summary>Steps between validations; needs data.validation.</summary>
    [Setting("steps between validations (with data.validation)", Unit = "steps")]
    [AtLeast(1)]
    public int ValidateEvery { get; init; } = 25;

    /// <summary>Validations without a better mean after which the run stops; 0 = never.</summary>
    [Setting("validations without a better mean after which the run stops; 0 = never")]
    [AtLeast(0)]
    public int Patience { get; init; }
}
