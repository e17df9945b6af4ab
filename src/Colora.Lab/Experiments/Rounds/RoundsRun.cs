using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments.Rounds;

/// <summary>Rounds of gradient descent that were run.</summary>
/// <param name="Cell">What was asked.</param>
/// <param name="Result">What they ended with.</param>
internal sealed record RoundsRun(RoundsCell Cell, RoundsResult Result)
{
    /// <summary>
    /// What the rate is chosen by: the residual of training rows alone; infinite where it is no number.
    /// </summary>
    public double TrainingLoss => double.IsNaN(Result.Residual) ? double.PositiveInfinity : Result.Residual;
}
