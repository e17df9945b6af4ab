namespace Colora.Federation;

/// <summary>What a participant sends after its local steps.</summary>
/// <param name="Factors">Its values of what travels.</param>
/// <param name="Weight">Its weight, rows of training data.</param>
public sealed record SharedUpdate(TravellingFactors Factors, double Weight) : IDisposable
{
    /// <inheritdoc />
    public void Dispose() => Factors.Dispose();
}
