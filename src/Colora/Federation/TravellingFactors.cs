using static TorchSharp.torch;

namespace Colora.Federation;

/// <summary>
/// What may leave a participant or the server: numbers of A, of B, of both, or of the core that CE-LoRA makes to be exchanged. There is no place
/// in it for a personal core S, so none can be sent. Owns its tensors.
/// </summary>
/// <param name="A">float32 [width of A], all modules side by side; null where A does not travel.</param>
/// <param name="B">float32 [width of B]; null where B does not travel.</param>
/// <param name="Exchanged">float32 [width of C]; null where no core is exchanged.</param>
public sealed record TravellingFactors(Tensor? A, Tensor? B, Tensor? Exchanged = null) : IDisposable
{
    /// <inheritdoc />
    public void Dispose()
    {
        A?.Dispose();
        B?.Dispose();
        Exchanged?.Dispose();
    }
}
