using Colora.Configuration;

namespace Colora.Federation;

/// <summary>Federated rounds in one process. With <see cref="Rounds"/> = 0 all users train together in mixed batches and nothing is averaged.</summary>
public sealed record RoundsConfig
{
    /// <summary>Rounds; 0 = central training.</summary>
    [Setting("rounds of local steps and aggregation; 0 = central training in mixed batches", Unit = "rounds")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public int Rounds { get; init; }

    /// <summary>Steps that each participant does in a round.</summary>
    [Setting("local steps of a participant in a round", Unit = "steps")]
    [AtLeast(1)]
    [AtMost(1e6)]
    public int LocalSteps { get; init; } = 10;

    /// <summary>Steps on the personal factors alone before the others, in each round.</summary>
    [Setting("steps on personal factors alone that begin a round", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public int CoreSteps { get; init; }

    /// <summary>Steps on the personal factors alone after the last round.</summary>
    [Setting("steps on personal factors alone after the last round (refit)", Unit = "steps")]
    [AtLeast(0)]
    [AtMost(1e9)]
    public int RefitSteps { get; init; }

    /// <summary>What is trained between two aggregations.</summary>
    [Setting("joint, alternating (B in one round, A in the next) or gradients (FedSGD)")]
    public RoundPhases Phases { get; init; } = RoundPhases.Joint;

    /// <summary>Share of the users that is asked to take part in a round.</summary>
    [Setting("share of the users that takes part in a round")]
    [Between(0.0001, 1)]
    public double Participation { get; init; } = 1;

    /// <summary>Chance that a participant is lost after it got the factors: nothing of its round remains.</summary>
    [Setting("chance that a participant is lost in a round")]
    [Between(0, 0.99)]
    public double DropOut { get; init; }

    /// <summary>λ of the pull of a user's own LoRA towards the averaged one, λ/2 ‖v − w‖² beside its loss (Ditto).</summary>
    [Setting("pull of a user's own LoRA towards the averaged one (ditto): lambda of lambda/2 |v - w|^2")]
    [AtLeast(0)]
    [AtMost(1e6)]
    public double Pull { get; init; } = 0.1;

    /// <summary>Whether A and B are made orthonormal after each round, the cores with them.</summary>
    [Setting("make A and B orthonormal after each round and carry the cores along (CoLoRA)")]
    public bool Regauge { get; init; }

    /// <summary>How many users take part in a round: the share, rounded up, one at least.</summary>
    /// <param name="users">Users in all.</param>
    internal int ParticipantsOf(int users) => Math.Max(1, (int)Math.Ceiling(Participation * users));
}
