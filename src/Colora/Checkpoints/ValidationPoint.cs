namespace Colora.Checkpoints;

/// <summary>Validation after some steps.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="LossOfUser">Mean loss of an answer token of each user's validation rows, in nats; null for a user that
/// has none.</param>
public sealed record ValidationPoint(long Step, IReadOnlyList<double?> LossOfUser)
{
    /// <summary>Mean over the users that have validation rows.</summary>
    public double Mean => LossOfUser.Average() ?? double.NaN;
}
