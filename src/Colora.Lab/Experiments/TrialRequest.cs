using Colora.Lab.Problems;
using Colora.Lab.Recovery;

namespace Colora.Lab.Experiments;

/// <summary>A recovery to run.</summary>
/// <param name="Problem">Sizes and shape.</param>
/// <param name="Seed">Of truth, rows and noise.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="MostSweeps">Cap.</param>
/// <param name="FittedRank">Rank of the fit; the problem's when null.</param>
internal sealed record TrialRequest(
    ProblemConfig Problem,
    long Seed,
    RecoveryStart Start = RecoveryStart.SecondMoment,
    int MostSweeps = 400,
    int? FittedRank = null);
