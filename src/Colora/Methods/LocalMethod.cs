using Colora.Adapters;

namespace Colora.Methods;

/// <summary>A LoRA (A_i, B_i) for each user, nothing shared: what every gain is measured against.</summary>
public sealed record LocalMethod : Method
{
    /// <inheritdoc />
    public override string Name => "local";

    /// <inheritdoc />
    public override string Formula => "W0 + s B_i A_i";

    /// <inheritdoc />
    public override string Source => "Hu et al. 2022, arXiv 2106.09685, one adapter a user";

    /// <inheritdoc />
    public override FactorOwnership Ownership => new(A: Owner.Personal, S: Owner.None, B: Owner.Personal);
}
