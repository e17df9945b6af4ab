using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments.Bridge;

/// <summary>A recovery that was run over one kind of inputs.</summary>
/// <param name="Cell">What was asked.</param>
/// <param name="Log">A row a sweep.</param>
/// <param name="Prediction">Mean over users of the predictions' relative error on fresh inputs of the same
/// kind.</param>
internal sealed record BridgeRun(BridgeCell Cell, IReadOnlyList<SweepRow> Log, double Prediction)
{
    /// <summary>Every user recovered to 1e-5.</summary>
    public bool Succeeded => Contraction.Succeeded(Log);

    /// <summary>Error(t+1)/error(t).</summary>
    public double Rate => Contraction.Rate(Log);

    /// <summary>Sweeps to a mean error of 1e-6; NaN where it never got there.</summary>
    public double Sweeps => Contraction.Sweeps(Log) ?? double.NaN;

    /// <summary>Mean error of the models at the end.</summary>
    public double Error => Log[^1].Error;
}
