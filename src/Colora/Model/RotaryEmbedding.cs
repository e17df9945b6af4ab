using Colora.Engine;
using static TorchSharp.torch;

namespace Colora.Model;

/// <summary>
/// Rotary positions in the half-split layout of Hugging Face: feature j and j + d/2 of a head of d features turn
/// together by position · theta^(−2j/d). Tables are float32 whatever the type of the model.
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly Tensor frequencies;

    public RotaryEmbedding(RopeConfig rope, Device device)
    {
        var series = new double[rope.Width / 2];
        for (var j = 0; j < series.Length; j++) series[j] = Math.Pow(rope.Theta, -2.0 * j / rope.Width);
        var scaled = rope.Scaling.Apply(series);
        frequencies = tensor(Array.ConvertAll(scaled, f => (float)f), ScalarType.Float32, device)
            .DetachFromDisposeScope();
    }

    /// <summary>Tables for the positions [rows, tokens]: cos and sin, each [rows, 1, tokens, d/2].</summary>
    public (Tensor Cos, Tensor Sin) Tables(Tensor positions, ScalarType type)
    {
        var angles = positions.to(ScalarType.Float32).unsqueeze(-1) * frequencies;
        return (angles.cos().unsqueeze(1).to(type), angles.sin().unsqueeze(1).to(type));
    }

    /// <summary>Turns x [rows, heads, tokens, d].</summary>
    public static Tensor Turn(Tensor x, (Tensor Cos, Tensor Sin) tables)
    {
        var halves = x.chunk(2, -1);
        var (first, second) = (halves[0], halves[1]);
        return cat([first * tables.Cos - second * tables.Sin, (second * tables.Cos).Plus(first * tables.Sin)], -1);
    }

    public void Dispose() => frequencies.Dispose();
}
