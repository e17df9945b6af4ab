using Colora.Lab.Problems;

namespace Colora.Lab.Predictions;

/// <summary>
/// The error that noise leaves: ≈ 1.16 σ √(dof/n) (sensing) or 1.10 (σ/√d2) √(dof/n) (multi-output); coefficient 1
/// would be the count of degrees of freedom alone (theory B.5).
/// </summary>
public static class NoiseFloor
{
    /// <summary>Coefficient of sensing.</summary>
    public const double Coefficient = 1.16;

    private const double OutputCoefficient = 1.10;

    /// <summary>Predicted mean of ‖M_i − M_i*‖ / ‖M_i*‖.</summary>
    public static double Error(ProblemConfig problem)
    {
        var coefficient = problem.Kind == ProblemKind.Sensing ? Coefficient : OutputCoefficient;
        return coefficient * Count(problem);
    }

    /// <summary>σ √(dof/n), or (σ/√d2) √(dof/n): the prediction without its coefficient.</summary>
    public static double Count(ProblemConfig problem)
    {
        var level = problem.Kind == ProblemKind.Sensing ? problem.Noise : problem.Noise / Math.Sqrt(problem.D2);
        return level * Math.Sqrt(CountingBound.Freedom(problem) / problem.Rows);
    }
}
