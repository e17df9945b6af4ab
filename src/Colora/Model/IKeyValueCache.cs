using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Keys and values of the tokens that a model has read. A forward pass notes the mask of its new tokens
/// (<see cref="Extend"/>), then every layer adds its own keys and values (<see cref="Append"/>), then the pass is
/// closed (<see cref="Advance"/>).
/// </summary>
public interface IKeyValueCache
{
    /// <summary>Tokens held of each row, padding counted.</summary>
    long Length { get; }

    /// <summary>
    /// Which tokens are real, those noted by <see cref="Extend"/> included: I64 [rows, tokens], 1 real, 0 padding.
    /// </summary>
    Tensor Seen { get; }

    /// <summary>Notes the mask of new tokens before the layers run.</summary>
    /// <param name="mask">I64 [rows, tokens].</param>
    void Extend(Tensor mask);

    /// <summary>Adds one layer's keys and values of the new tokens.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="key">[rows, key/value heads, tokens, d].</param>
    /// <param name="value">[rows, key/value heads, tokens, d].</param>
    /// <returns>
    /// All of the layer so far, [rows, key/value heads, <see cref="Length"/> + tokens, d]; views into the cache.
    /// </returns>
    (Tensor Key, Tensor Value) Append(int layer, Tensor key, Tensor value);

    /// <summary>Closes a forward pass.</summary>
    /// <param name="tokens">New tokens of each row.</param>
    void Advance(long tokens);
}
