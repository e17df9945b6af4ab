namespace Colora.Runs.Export;

/// <summary>
/// What an adapter does to its base on probe rows, and how much of it an export has kept. Differences are of log
/// probabilities, root mean squares over answer tokens and vocabulary.
/// </summary>
/// <param name="Probe">What the rows are.</param>
/// <param name="Effect">The live model against its base.</param>
/// <param name="Residual">The re-read export against the live model.</param>
/// <param name="WeightLoss">‖written update − update‖ / ‖update‖ over all modules (Frobenius); 0 where both are
/// zero.</param>
/// <param name="BaseNll">Loss of an answer token by the base, nats; null on random tokens.</param>
/// <param name="LiveNll">The same by the live model.</param>
/// <param name="ExportNll">The same by the export.</param>
public sealed record ExportEffect(
    string Probe, double Effect, double Residual, double WeightLoss, double? BaseNll, double? LiveNll,
    double? ExportNll)
{
    /// <summary>Share of the effect that the export has lost or falsified; null where the adapter has none.</summary>
    public double? Lost => Effect == 0 ? null : Residual / Effect;

    /// <summary>What the adapter gains, nats an answer token; null on random tokens.</summary>
    public double? Gain => BaseNll - LiveNll;
}
