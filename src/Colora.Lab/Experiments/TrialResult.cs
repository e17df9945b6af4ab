using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments;

/// <summary>A recovery that was run.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Log">A row a sweep.</param>
/// <param name="Oracle">Mean error with the true factors and fitted cores.</param>
/// <param name="DeficientSteps">Steps that fell back on the solution of least norm.</param>
internal sealed record TrialResult(TrialRequest Request, IReadOnlyList<SweepRow> Log, double Oracle, int DeficientSteps)
{
    /// <summary>Every user recovered to 1e-5.</summary>
    public bool Succeeded => Contraction.Succeeded(Log);

    /// <summary>Error(t+1)/error(t).</summary>
    public double Rate => Contraction.Rate(Log);

    /// <summary>Sweeps to a mean error of 1e-6.</summary>
    public int? Sweeps => Contraction.Sweeps(Log);

    /// <summary>The same for medians and curves; NaN where it never got there.</summary>
    internal double SweepsOrNaN => Sweeps ?? double.NaN;

    /// <summary>Mean error at the end; infinite where the run diverged.</summary>
    public double Error => Log[^1].Error;
}
