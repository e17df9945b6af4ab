namespace Colora.Lab.Experiments.Closeness;

/// <summary>What the closeness of tasks changes.</summary>
/// <param name="Seeds">Of the errors and the starts near the bound.</param>
/// <param name="Closeness">The values of ρ, from independent cores to equal ones.</param>
/// <param name="Errors">Every arm on every problem.</param>
/// <param name="Near">Starts near the counting bound, under a little noise.</param>
/// <param name="Cold">Starts with rows enough, without noise.</param>
internal sealed record ClosenessFindings(
    IReadOnlyList<long> Seeds,
    IReadOnlyList<double> Closeness,
    IReadOnlyList<ArmErrors> Errors,
    StartTrials Near,
    StartTrials Cold)
{
    private const double Flat = 1.5;

    /// <summary>CoLoRA's largest error over its smallest.</summary>
    public double Spread
    {
        get
        {
            var own = Closeness.Select(rho => Median(rho, ClosenessArms.Own)).ToList();
            return own.Max() / own.Min();
        }
    }

    /// <summary>Whether CoLoRA is flat while the pooled model's error falls by more than ten.</summary>
    public bool Held =>
        Spread < Flat && Median(Closeness[^1], ClosenessArms.Pooled) < Median(Closeness[0], ClosenessArms.Pooled) / 10;

    /// <summary>An arm's errors at one closeness.</summary>
    public IEnumerable<double> Of(double closeness, int arm) =>
        Errors.Where(errors => errors.Closeness == closeness).Select(errors => errors.Errors[arm]);

    /// <summary>Their median.</summary>
    public double Median(double closeness, int arm) => Trial.Median(Of(closeness, arm));
}
