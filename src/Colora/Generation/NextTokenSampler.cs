using Colora.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>Chooses the next token of each row: the arg-max, or a draw after temperature, top-k and top-p.</summary>
internal sealed class NextTokenSampler : IDisposable
{
    private readonly GenerationConfig config;
    private readonly Generator generator;

    /// <summary>A sampler with its own generator.</summary>
    public NextTokenSampler(GenerationConfig config)
    {
        this.config = config;
        generator = SeedSequence.NewGenerator(config.Seed, "sampling");
    }

    /// <summary>logits float32 [rows, vocabulary] → a token of each row.</summary>
    public long[] Pick(Tensor logits)
    {
        using var scope = NewDisposeScope();
        if (config.Temperature == 0) return logits.argmax(-1).cpu().data<long>().ToArray();
        using var share = Math.Max(config.TopP, 1e-6).ToScalar();
        var (sorted, order) = Warmed(logits).sort(-1, descending: true);
        var probabilities = nn.functional.softmax(sorted, -1);
        if (config.TopK > 0 && config.TopK < probabilities.size(1))
        {
            var kept = probabilities.narrow(1, 0, config.TopK);
            probabilities = kept / kept.sum(-1, keepdim: true);
        }

        if (config.TopP < 1)
        {
            // A token stays while those before it have not reached the share: the likeliest always stays.
            var before = probabilities.cumsum(-1) - probabilities;
            probabilities = probabilities * before.lt(share).to(ScalarType.Float32);
        }

        var place = multinomial(probabilities.cpu(), 1, replacement: true, generator: generator);
        return order.cpu().gather(1, place).view(-1).data<long>().ToArray();
    }

    /// <summary>
    /// Distances to the likeliest token by the temperature, in double precision: 0 for the likeliest, whatever the
    /// temperature, so that the smallest ones end in the arg-max.
    /// </summary>
    private Tensor Warmed(Tensor logits)
    {
        using var temperature = config.Temperature.ToScalar();
        var wide = logits.to(ScalarType.Float64);
        return ((wide - wide.amax([-1], keepdim: true)) / temperature).to(ScalarType.Float32);
    }

    /// <inheritdoc />
    public void Dispose() => generator.Dispose();
}
