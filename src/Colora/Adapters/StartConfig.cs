using Colora.Configuration;

namespace Colora.Adapters;

/// <summary>How the factors begin; it decides whether CoLoRA wins or loses against separate adapters.</summary>
public sealed record StartConfig
{
    /// <summary>The start; only CoLoRA has a choice, LoRA arms begin with A Kaiming-uniform and B = 0.</summary>
    [Setting("start of the factors: auto = lora-like, or by a race on validation rows where start.budget or start.race_steps allow one")]
    public StartKind Kind { get; init; } = StartKind.Auto;

    /// <summary>ρ of orthogonal-mix: 1 = all users alike, 0 = unrelated frames.</summary>
    [Setting("orthogonal-mix: 1 = all users begin alike, 0 = in unrelated frames")]
    [Between(0, 1)]
    public double Rho { get; init; } = 0.7;

    /// <summary>ε of the Gaussian perturbation that lora-like adds to the identity.</summary>
    [Setting("lora-like: standard deviation added to the identity, to leave the saddle of opposite tasks")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public double Perturbation { get; init; }

    /// <summary>Rows of each user whose gradients the spectral start looks at.</summary>
    [Setting("spectral: training rows of each user whose gradients are looked at")]
    [AtLeast(1)]
    [AtMost(65536)]
    public int GradientRows { get; init; } = 16;

    /// <summary>What a race of starts may cost, as a share of the rows that the run itself sees, repetitions counted; short runs get fewer heats. 0 = no race: lora-like.</summary>
    [Setting("auto: what a race may cost, as a share of the row visits of the run itself; heats are sized accordingly; 0 = no race")]
    [AtLeast(0)]
    [AtMost(1000)]
    public double Budget { get; init; }

    /// <summary>Steps of a long heat of the race, whatever it costs; 0 = what <see cref="Budget"/> allows, at most 90.</summary>
    [Setting("auto: steps of a long heat of the race, whatever start.budget says; 0 = what it allows, at most 90", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public int RaceSteps { get; init; }

    /// <summary>Largest rank that the race may pick; 0 = twice the adapter's.</summary>
    [Setting("auto: largest rank that may be picked; 0 = twice adapter.rank")]
    [AtLeast(0)]
    public int MaxRank { get; init; }

    /// <summary>Folder of a finished run whose A and B are taken; the cores begin at the best of that run's cores and their mean. None = by <see cref="Kind"/>.</summary>
    [Setting("finished CoLoRA run whose A and B are taken, and the best fitting of its cores; instead of start.kind")]
    public string? Run { get; init; }
}
