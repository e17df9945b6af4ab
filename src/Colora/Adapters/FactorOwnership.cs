namespace Colora.Adapters;

/// <summary>Ownership of the three factors: the whole difference between the arms.</summary>
/// <param name="A">Owner of the down factor.</param>
/// <param name="S">Owner of the core; none = plain LoRA.</param>
/// <param name="B">Owner of the up factor.</param>
public sealed record FactorOwnership(Ownership A, Ownership S, Ownership B)
{
    /// <summary>The ownership that an arm stands for.</summary>
    public static FactorOwnership Of(AdaptationMethod method) => method switch
    {
        AdaptationMethod.Colora => new(Ownership.Shared, Ownership.Personal, Ownership.Shared),
        AdaptationMethod.Local => new(Ownership.Personal, Ownership.None, Ownership.Personal),
        AdaptationMethod.Pooled => new(Ownership.Shared, Ownership.None, Ownership.Shared),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, null),
    };

    /// <summary>Owner of one kind.</summary>
    public Ownership this[FactorKind kind] => kind switch
    {
        FactorKind.A => A,
        FactorKind.S => S,
        _ => B,
    };
}
