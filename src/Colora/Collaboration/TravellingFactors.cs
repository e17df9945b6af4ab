using static TorchSharp.torch;

namespace Colora.Collaboration;

/// <summary>
/// What may leave a participant or the server: numbers of A, of B, or of both. There is no place in it for a personal core, so none can
/// be sent. Owns its tensors.
/// </summary>
/// <param name="A">float32 [width of A], all modules side by side; null where A does not travel.</param>
/// <param name="B">float32 [width of B]; null where B does not travel.</param>
public sealed record TravellingFactors(Tensor? A, Tensor? B) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        A?.Dispose();
        B?.Dispose();
    }
}
