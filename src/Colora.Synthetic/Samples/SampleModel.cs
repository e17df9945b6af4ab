using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Colora.Formats;
using Colora.Formats.Safetensors;

namespace Colora.Synthetic.Samples;

/// <summary>
/// Writes a llama model with random weights in Hugging Face's folder layout, so that a newcomer or a test has a model
/// without any download. It knows nothing; adapters on it can still learn short tasks.
/// </summary>
public static class SampleModel
{
    private const int Chunk = 1 << 14;

    /// <summary>
    /// Writes <c>config.json</c>, <c>generation_config.json</c>, <c>tokenizer.json</c>, <c>tokenizer_config.json</c>
    /// and <c>model.safetensors</c>. The same arguments give the same bytes on every platform. Memory stays at a few
    /// megabytes: weights are made as they are written.
    /// </summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="shape">Sizes, such as <see cref="SampleModelShape.Tiny"/>.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="bfloat16">Store BF16 (the F32 values rounded to nearest, ties to even) instead of F32.</param>
    /// <exception cref="InputException">The folder holds something, or cannot be written.</exception>
    /// <exception cref="ArgumentException">The sizes make no model.</exception>
    public static void Write(string folder, SampleModelShape shape, ulong seed, bool bfloat16 = false)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Check();
        SampleFolder.Write(folder, draft =>
        {
            SampleFolder.WriteJson(Path.Combine(draft, "config.json"), Config(shape, bfloat16));
            SampleFolder.WriteJson(Path.Combine(draft, "generation_config.json"), GenerationConfig());
            SampleFolder.WriteJson(Path.Combine(draft, "tokenizer.json"), SampleTokenizer.Json());
            SampleFolder.WriteJson(
                Path.Combine(draft, "tokenizer_config.json"), SampleTokenizer.ConfigJson(shape.ContextLength));
            SafetensorsWriter.Write(
                Path.Combine(draft, "model.safetensors"),
                [.. SampleWeight.Of(shape).Select(w => Source(w, seed, bfloat16))]);
        });
    }

    private static TensorSource Source(SampleWeight weight, ulong seed, bool bfloat16) => new(
        weight.Name,
        bfloat16 ? ElementType.BFloat16 : ElementType.Float32,
        weight.Shape,
        stream => WriteValues(
            stream, weight, new CounterNoise(seed, weight.Name), new CounterNoise(seed, weight.Name + " mean"),
            bfloat16));

    private static void WriteValues(
        Stream stream, SampleWeight weight, CounterNoise noise, CounterNoise mean, bool bfloat16)
    {
        var size = bfloat16 ? sizeof(ushort) : sizeof(float);
        var bytes = new byte[Chunk * size];
        for (var start = 0L; start < weight.Count; start += Chunk)
        {
            var count = (int)Math.Min(Chunk, weight.Count - start);
            for (var i = 0; i < count; i++)
            {
                var value = Value(weight, noise, mean, start + i);
                if (bfloat16) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * size), RoundToBFloat16(value));
                else BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * size), value);
            }

            stream.Write(bytes, 0, count * size);
        }
    }

    private static float Value(SampleWeight weight, CounterNoise noise, CounterNoise mean, long place)
    {
        var value = weight.Deviation is { } deviation ? (float)(deviation * noise.Normal((ulong)place)) : 1;
        if (weight.Mean is { } common) value += (float)(common * mean.Normal((ulong)(place % weight.Shape[^1])));
        return value;
    }

    /// <summary>The upper 16 bits after rounding to nearest, ties to even; finite numbers only.</summary>
    private static ushort RoundToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16);
    }

    private static JsonObject Config(SampleModelShape shape, bool bfloat16) => new()
    {
        ["architectures"] = new JsonArray("LlamaForCausalLM"),
        ["attention_bias"] = false,
        ["attention_dropout"] = 0.0,
        ["bos_token_id"] = SampleTokenizer.BeginOfText,
        ["dtype"] = bfloat16 ? "bfloat16" : "float32",
        ["eos_token_id"] = SampleTokenizer.EndOfText,
        ["head_dim"] = shape.HeadDim,
        ["hidden_act"] = "silu",
        ["hidden_size"] = shape.HiddenSize,
        ["initializer_range"] = 0.02,
        ["intermediate_size"] = shape.IntermediateSize,
        ["max_position_embeddings"] = shape.ContextLength,
        ["mlp_bias"] = false,
        ["model_type"] = "llama",
        ["num_attention_heads"] = shape.Heads,
        ["num_hidden_layers"] = shape.Layers,
        ["num_key_value_heads"] = shape.KeyValueHeads,
        ["pad_token_id"] = SampleTokenizer.Padding,
        ["pretraining_tp"] = 1,
        ["rms_norm_eps"] = shape.RmsNormEpsilon,
        ["rope_scaling"] = null,
        ["rope_theta"] = shape.RopeTheta,
        ["tie_word_embeddings"] = shape.TieEmbeddings,
        ["use_cache"] = true,
        ["vocab_size"] = shape.VocabularySize,
    };

    private static JsonObject GenerationConfig() => new()
    {
        ["bos_token_id"] = SampleTokenizer.BeginOfText,
        ["eos_token_id"] = SampleTokenizer.EndOfText,
        ["pad_token_id"] = SampleTokenizer.Padding,
    };
}
