namespace Colora.Adapters;

/// <summary>Ownership of the factors: what most methods differ by, and by nothing else.</summary>
/// <param name="A">Owner of the down factor.</param>
/// <param name="S">Owner of the core; none = plain LoRA.</param>
/// <param name="B">Owner of the up factor.</param>
public sealed record FactorOwnership(Owner A, Owner S, Owner B)
{
    /// <summary>One LoRA (A, B): of all users, or of the one user that there is.</summary>
    public static FactorOwnership Lora { get; } = new(Owner.Shared, Owner.None, Owner.Shared);

    /// <summary>Whether a core is its diagonal alone: the rest starts at 0 and is not trained.</summary>
    public bool IsDiagonal { get; init; }

    /// <summary>Whether each user has a low-rank part of its own, B_p A_p, beside B S A.</summary>
    public bool HasPrivate { get; init; }

    /// <summary>a of the blend (1−a) · shared + a · private; 0 = their plain sum.</summary>
    public double PrivateShare { get; init; }

    /// <summary>Whether the private part is used instead of the shared one, which is used where it is trained (Ditto).</summary>
    public bool PrivateReplaces { get; init; }

    /// <summary>Owner of the core that is exchanged.</summary>
    public Owner Exchanged { get; init; }

    /// <summary>Owner of the scale of the outputs; with it A and B are frozen random matrices and the core a diagonal.</summary>
    public Owner Scale { get; init; }

    /// <summary>Owner of the router over B's heads.</summary>
    public Owner Router { get; init; }

    /// <summary>Owner of the scores of B's heads.</summary>
    public Owner Mixture { get; init; }

    /// <summary>Owner of the sum of earlier rounds.</summary>
    public Owner Dense { get; init; }

    /// <summary>Whether B has several heads.</summary>
    public bool HasHeads => Router != Owner.None || Mixture != Owner.None;

    /// <summary>The kind of the core between A and B, if there is one.</summary>
    public FactorKind? Core => S != Owner.None ? FactorKind.S : Exchanged != Owner.None ? FactorKind.Exchanged : null;

    /// <summary>Whether users differ by a core between shared A and B and by nothing else, so that cores can be compared and joined.</summary>
    public bool HasCoresAlone => this is { A: Owner.Shared, S: Owner.Personal, B: Owner.Shared, HasPrivate: false, Exchanged: Owner.None, Scale: Owner.None, Dense: Owner.None, HasHeads: false };

    /// <summary>Weight of the shared part in the forward pass.</summary>
    public double SharedWeight => HasPrivate && PrivateShare > 0 ? 1 - PrivateShare : 1;

    /// <summary>Weight of the private part in the forward pass.</summary>
    public double PrivateWeight => PrivateShare > 0 ? PrivateShare : 1;

    /// <summary>Owner of one kind.</summary>
    public Owner this[FactorKind kind] => kind switch
    {
        FactorKind.A => A,
        FactorKind.S => S,
        FactorKind.B => B,
        FactorKind.Exchanged => Exchanged,
        FactorKind.Scale => Scale,
        FactorKind.Router => Router,
        FactorKind.Mixture => Mixture,
        FactorKind.Dense => Dense,
        _ => HasPrivate ? Owner.Personal : Owner.None,
    };
}
