namespace Colora.Adapters;

/// <summary>Ownership of the factors: the whole difference between the arms.</summary>
/// <param name="A">Owner of the down factor.</param>
/// <param name="S">Owner of the core; none = plain LoRA.</param>
/// <param name="B">Owner of the up factor.</param>
public sealed record FactorOwnership(Ownership A, Ownership S, Ownership B)
{
    /// <summary>Whether a core is its diagonal alone: the rest starts at 0 and is not trained.</summary>
    public bool IsDiagonal { get; init; }

    /// <summary>Whether each user has a low-rank part of its own, B_p A_p, beside B S A.</summary>
    public bool HasPrivate { get; init; }

    /// <summary>a of the blend (1−a) · shared + a · private; 0 = their plain sum.</summary>
    public double PrivateShare { get; init; }

    /// <summary>Whether the private part is used instead of the shared one, which is used where it is trained (Ditto).</summary>
    public bool PrivateReplaces { get; init; }

    /// <summary>Owner of the core that is exchanged.</summary>
    public Ownership Exchanged { get; init; }

    /// <summary>Owner of the scale of the outputs; with it A and B are frozen random matrices and the core a diagonal.</summary>
    public Ownership Scale { get; init; }

    /// <summary>Owner of the router over B's heads.</summary>
    public Ownership Router { get; init; }

    /// <summary>Owner of the scores of B's heads.</summary>
    public Ownership Mixture { get; init; }

    /// <summary>Owner of the sum of earlier rounds.</summary>
    public Ownership Dense { get; init; }

    /// <summary>Whether B has several heads.</summary>
    public bool HasHeads => Router != Ownership.None || Mixture != Ownership.None;

    /// <summary>The kind of the core between A and B, if there is one.</summary>
    public FactorKind? Core => S != Ownership.None ? FactorKind.S : Exchanged != Ownership.None ? FactorKind.Exchanged : null;

    /// <summary>Whether users differ by a core between shared A and B and by nothing else, so that cores can be compared and joined.</summary>
    public bool HasCoresAlone => this is { A: Ownership.Shared, S: Ownership.Personal, B: Ownership.Shared, HasPrivate: false, Exchanged: Ownership.None, Scale: Ownership.None, Dense: Ownership.None, HasHeads: false };

    /// <summary>Weight of the shared part in the forward pass.</summary>
    public double SharedWeight => HasPrivate && PrivateShare > 0 ? 1 - PrivateShare : 1;

    /// <summary>Weight of the private part in the forward pass.</summary>
    public double PrivateWeight => PrivateShare > 0 ? PrivateShare : 1;

    /// <summary>The ownership that an arm stands for.</summary>
    public static FactorOwnership Of(AdaptationMethod method) => method switch
    {
        AdaptationMethod.Colora => new(Ownership.Shared, Ownership.Personal, Ownership.Shared),
        AdaptationMethod.ColoraDiag => new(Ownership.Shared, Ownership.Personal, Ownership.Shared) { IsDiagonal = true },
        AdaptationMethod.ColoraDual => new(Ownership.Shared, Ownership.Personal, Ownership.Shared) { HasPrivate = true },
        AdaptationMethod.FeddpaLora => new(Ownership.Shared, Ownership.None, Ownership.Shared) { HasPrivate = true, PrivateShare = 0.5 },
        AdaptationMethod.Ditto => new(Ownership.Shared, Ownership.None, Ownership.Shared) { HasPrivate = true, PrivateReplaces = true },
        AdaptationMethod.Flora => new(Ownership.Personal, Ownership.None, Ownership.Personal) { Dense = Ownership.Shared },
        AdaptationMethod.Hydralora => new(Ownership.Shared, Ownership.None, Ownership.Shared) { Router = Ownership.Shared },
        AdaptationMethod.MtlLora => new(Ownership.Shared, Ownership.Personal, Ownership.Shared) { Mixture = Ownership.Personal },
        AdaptationMethod.Vera => new(Ownership.Shared, Ownership.Personal, Ownership.Shared) { IsDiagonal = true, Scale = Ownership.Personal },
        AdaptationMethod.CeLora => new(Ownership.Personal, Ownership.None, Ownership.Personal) { Exchanged = Ownership.Personal },
        AdaptationMethod.LoraXs => new(Ownership.Shared, Ownership.Personal, Ownership.Shared),
        AdaptationMethod.FedsaLora => new(Ownership.Shared, Ownership.None, Ownership.Personal),
        AdaptationMethod.FedAlora => new(Ownership.Personal, Ownership.None, Ownership.Shared),
        AdaptationMethod.Fedit or AdaptationMethod.FfaLora or AdaptationMethod.Rolora or AdaptationMethod.Flexlora => new(Ownership.Shared, Ownership.None, Ownership.Shared),
        AdaptationMethod.Local => new(Ownership.Personal, Ownership.None, Ownership.Personal),
        AdaptationMethod.Pooled => new(Ownership.Shared, Ownership.None, Ownership.Shared),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };

    /// <summary>The kinds that an arm trains; the others stay as they started.</summary>
    public static IReadOnlyList<FactorKind> TrainedBy(AdaptationMethod method) => method switch
    {
        AdaptationMethod.FfaLora => [FactorKind.B],
        AdaptationMethod.LoraXs => [FactorKind.S],
        AdaptationMethod.Vera => [FactorKind.S, FactorKind.Scale],
        AdaptationMethod.Flora => [FactorKind.A, FactorKind.B],
        _ => Enum.GetValues<FactorKind>().Where(kind => Of(method)[kind] != Ownership.None).ToArray(),
    };

    /// <summary>Owner of one kind.</summary>
    public Ownership this[FactorKind kind] => kind switch
    {
        FactorKind.A => A,
        FactorKind.S => S,
        FactorKind.B => B,
        FactorKind.Exchanged => Exchanged,
        FactorKind.Scale => Scale,
        FactorKind.Router => Router,
        FactorKind.Mixture => Mixture,
        FactorKind.Dense => Dense,
        _ => HasPrivate ? Ownership.Personal : Ownership.None,
    };
}
