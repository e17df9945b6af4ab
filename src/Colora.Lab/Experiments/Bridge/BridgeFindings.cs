using Colora.Lab.Predictions;
using Colora.Lab.Problems;

namespace Colora.Lab.Experiments.Bridge;

/// <summary>How far the laws bend on a real layer.</summary>
/// <param name="Seeds">Of each cell.</param>
/// <param name="Rows">n, rows per user.</param>
/// <param name="Problem">The planted problem with noise; its number of rows says nothing.</param>
/// <param name="Bound">Counting bound, rows per user.</param>
/// <param name="Tokens">Inputs that rows are drawn from.</param>
/// <param name="Spectrum">Eigenvalues of their second moment, ascending.</param>
/// <param name="Runs">Every recovery.</param>
internal sealed record BridgeFindings(
    IReadOnlyList<long> Seeds,
    IReadOnlyList<int> Rows,
    ProblemConfig Problem,
    double Bound,
    long Tokens,
    IReadOnlyList<double> Spectrum,
    IReadOnlyList<BridgeRun> Runs)
{
    /// <summary>Largest over smallest eigenvalue.</summary>
    public double Condition => Spectrum[^1] / Spectrum[0];

    /// <summary>(Σλ)² / Σλ²: as many directions of equal energy would spread as far.</summary>
    public double EffectiveDimension => Spectrum.Sum() * Spectrum.Sum() / Spectrum.Sum(value => value * value);

    /// <summary>The most rows per user.</summary>
    public int Most => Rows[^1];

    /// <summary>The contraction that the law says for Gaussian inputs.</summary>
    public double LawfulRate(int rows) => ContractionLaw.Rate(Problem with { Rows = rows });

    /// <summary>The error under noise that the law says for Gaussian inputs.</summary>
    public double LawfulError(int rows) => NoiseFloor.Error(Problem with { Rows = rows });

    /// <summary>Recoveries without noise.</summary>
    public IEnumerable<BridgeRun> Clean(string kind, int rows) => Of(kind, rows).Where(run => run.Cell.Noise == 0);

    /// <summary>Recoveries under noise.</summary>
    public IEnumerable<BridgeRun> Noisy(string kind, int rows) => Of(kind, rows).Where(run => run.Cell.Noise > 0);

    /// <summary>Share of the law's speed, as sweeps for the same digit, that is left with the most rows.</summary>
    public double Bend(string kind)
    {
        var rate = Trial.Median(Clean(kind, Most).Select(run => run.Rate));
        return Math.Log(rate) / Math.Log(LawfulRate(Most));
    }

    private IEnumerable<BridgeRun> Of(string kind, int rows) =>
        Runs.Where(run => run.Cell.Kind == kind && run.Cell.Rows == rows);
}
