using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments.Rounds;

/// <summary>What averaging after several local steps costs.</summary>
/// <param name="Seeds">Of each cell.</param>
/// <param name="Steps">Local steps in all.</param>
/// <param name="Local">The values of τ, from one step a round on.</param>
/// <param name="Runs">One for each scheme, τ and seed, at the rate that was chosen.</param>
internal sealed record RoundsFindings(
    IReadOnlyList<long> Seeds, int Steps, IReadOnlyList<int> Local, IReadOnlyList<RoundsRun> Runs)
{
    // Zero but for rounding: the gap of a factor that moves alone.
    private const double Exact = 1e-9;

    /// <summary>The largest τ.</summary>
    public int Longest => Local[^1];

    /// <summary>Deployed error at the longest rounds, without QR of the averages.</summary>
    public double Bare => Median(RoundScheme.Joint, Longest, result => result.Deployed);

    /// <summary>The same with QR and the triangles absorbed into the cores.</summary>
    public double Regauged => Median(RoundScheme.JointRegauged, Longest, result => result.Deployed);

    /// <summary>Averaging gap of joint steps at one local step a round.</summary>
    public double ShortGap => Median(RoundScheme.Joint, 1, result => result.Gap);

    /// <summary>The same at the longest rounds.</summary>
    public double LongGap => Median(RoundScheme.Joint, Longest, result => result.Gap);

    /// <summary>Largest averaging gap where one factor moves a round.</summary>
    public double AlternatingGap => Local.Max(local => Median(RoundScheme.Alternating, local, result => result.Gap));

    /// <summary>Whether the gap grows with τ, vanishes where one factor moves, and re-gauging does no harm.</summary>
    public bool Held => ShortGap < LongGap && AlternatingGap < Exact && Regauged <= Bare;

    /// <summary>A reading of every seed.</summary>
    public IEnumerable<double> Of(RoundScheme scheme, int local, Func<RoundsResult, double> value) =>
        Runs.Where(run => run.Cell.Scheme == scheme && run.Cell.Local == local).Select(run => value(run.Result));

    /// <summary>Their median.</summary>
    public double Median(RoundScheme scheme, int local, Func<RoundsResult, double> value) =>
        Trial.Median(Of(scheme, local, value));
}
