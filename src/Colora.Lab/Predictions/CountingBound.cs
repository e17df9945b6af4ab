using Colora.Lab.Problems;

namespace Colora.Lab.Predictions;

/// <summary>Unknowns of a user's share: below as many rows nothing can be recovered (theory B.5).</summary>
public static class CountingBound
{
    /// <summary>
    /// Rows per user that noiseless recovery needs at least: r² + [r(d1−r) + r(d2−r)]/k (sensing), r + (d1−r)/k
    /// (multi-output, V is free).
    /// </summary>
    public static double Rows(ProblemConfig problem) =>
        problem.Kind == ProblemKind.Sensing
            ? Freedom(problem)
            : problem.Rank + ((problem.D1 - problem.Rank) / (double)problem.Users);

    /// <summary>Degrees of freedom of a user's share: r² + [r(d1−r) + r(d2−r)]/k.</summary>
    public static double Freedom(ProblemConfig problem)
    {
        double r = problem.Rank;
        return (r * r) + (((r * (problem.D1 - r)) + (r * (problem.D2 - r))) / problem.Users);
    }
}
