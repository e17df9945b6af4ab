using Colora.Lab.Problems;

namespace Colora.Lab.Predictions;

/// <summary>
/// Linear convergence of alternating minimisation: error(t+1)/error(t) ≈ 1.49 (bound/n)^0.975 (sensing) or 1.79
/// (bound/n)^0.98 (multi-output), fitted on recoveries with n ≥ 1.9 × the bound (theory B.5).
/// </summary>
public static class ContractionLaw
{
    /// <summary>Coefficient and exponent of sensing.</summary>
    public const double Coefficient = 1.49, Exponent = 0.975;

    private const double OutputCoefficient = 1.79, OutputExponent = 0.98;

    /// <summary>The law holds from this multiple of the bound on.</summary>
    public const double HoldsFrom = 1.9;

    /// <summary>The factor by which a sweep multiplies the error.</summary>
    public static double Rate(ProblemConfig problem)
    {
        var share = CountingBound.Rows(problem) / problem.Rows;
        return problem.Kind == ProblemKind.Sensing
            ? Coefficient * Math.Pow(share, Exponent)
            : OutputCoefficient * Math.Pow(share, OutputExponent);
    }
}
