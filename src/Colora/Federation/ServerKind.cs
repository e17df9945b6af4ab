namespace Colora.Federation;

/// <summary>Server optimizers (FedOpt, Reddi et al. 2021).</summary>
public enum ServerKind
{
    /// <summary>θ ← θ + η Δ: FedAvg with η = 1.</summary>
    Average,

    /// <summary>m ← β₁ m + Δ; θ ← θ + η m.</summary>
    Momentum,

    /// <summary>Adam on −Δ, without bias correction of the first round's zeros as FedOpt has it.</summary>
    Adam,
}
