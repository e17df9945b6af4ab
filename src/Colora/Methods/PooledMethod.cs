using Colora.Adapters;

namespace Colora.Methods;

/// <summary>One LoRA (A, B) for all users, trained on the union of their rows.</summary>
public sealed record PooledMethod : Method
{
    /// <inheritdoc />
    public override string Name => "pooled";

    /// <inheritdoc />
    public override string Formula => "W0 + s B A";

    /// <inheritdoc />
    public override string Source => "Hu et al. 2022, on the union of the rows";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Shared, S: Owner.None, B: Owner.Shared);

    /// <inheritdoc />
    public override bool NeedsOnePlace => true;
}
