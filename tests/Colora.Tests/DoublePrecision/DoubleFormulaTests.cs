using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

/// <summary>The formulas on numbers small enough for paper.</summary>
public sealed class DoubleFormulaTests
{
    [Fact]
    public void An_adapter_adds_s_B_S_A_x_of_the_user()
    {
        // A x = (1, 2); S₁ = [[0, 1], [3, 0]] gives (2, 3); B = [[1, 10], [0, 1], [2, 0]] gives (32, 3, 4); s = 1/2.
        var factors = new DoubleFactors(2, .5, [[1, 0, 0, 1]], [[1, 10, 0, 1, 2, 0]], [[1, 0, 0, 1], [0, 1, 3, 0]]);
        double[] h = [100, 0, 0];
        factors.AddDelta(1, [1, 2], h);
        Assert.Equal([116, 1.5, 2], h);
        Assert.Equal((2, 3), (factors.InputSize, factors.OutputSize));
    }

    [Fact]
    public void RMSNorm_divides_by_the_root_mean_square()
    {
        // mean(9, 16, 0, 0) + 0 = 6.25, root 2.5
        var y = DoubleRmsNorm.Forward([3, -4, 0, 0], [1, 2, 1, 1], 0);
        Assert.Equal([1.2, -3.2, 0, 0], y, (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Rotation_turns_the_halves_against_each_other()
    {
        // A quarter turn for the pair (0, 2), none for (1, 3).
        double[] head = [1, 5, 2, 7];
        DoubleRope.Rotate(head, [Math.PI / 2, 0], 1, 1);
        Assert.Equal([-2, 5, 1, 7], head, (a, b) => Math.Abs(a - b) < 1e-15);
        DoubleRope.Rotate(head, [Math.PI / 2, 0], 1, -1);
        Assert.Equal([1, 5, 2, 7], head, (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Frequencies_fall_by_the_base_and_scale_by_kind()
    {
        Assert.Equal([1, .1], new DoubleRope(100).Frequencies(4), Near);
        Assert.Equal([.25, .025], new DoubleRope(100, DoubleRopeKind.Linear, 4).Frequencies(4), Near);

        // Lengths of 10, 3 and 1 turns of frequency 1: kept, half way between 2 and 4 turns, divided by the factor 8.
        double Scaled(double turns) => new DoubleRope(100, DoubleRopeKind.Llama3, 8, 2, 4, turns * 2 * Math.PI).Frequencies(4)[0];
        Assert.Equal(1, Scaled(10), 1e-12);
        Assert.Equal(.5 + .5 / 8, Scaled(3), 1e-12);
        Assert.Equal(1.0 / 8, Scaled(1), 1e-12);
    }

    [Fact]
    public void A_model_that_knows_nothing_loses_the_logarithm_of_the_vocabulary()
    {
        var model = Model();
        Array.Clear(model.Weights["lm_head.weight"]);
        var loss = model.Forward(new DoubleBatch(1, 3, [1, 2, 3], Labels: [-100, 2, 3])).Loss;
        Assert.Equal(Math.Log(7), loss, 1e-12);
    }

    [Fact]
    public void The_loss_is_the_mean_over_the_labels_of_the_batch_shifted_by_one()
    {
        var forward = Model().Forward(new DoubleBatch(2, 3, [1, 2, 3, 4, 5, 6], Labels: [1, 2, 3, -100, -100, 6]));
        double Surprise(int token, int label) => -Math.Log(Softmax(forward.LogitsAt(token).ToArray())[label]);
        Assert.Equal((Surprise(0, 2) + Surprise(1, 3) + Surprise(4, 6)) / 3, forward.Loss, 1e-12);
    }

    [Fact]
    public void Each_pair_of_query_heads_reads_its_own_key_head_and_only_earlier_tokens()
    {
        // All queries 0: every head averages the values it may see. One layer, 4 query heads of 2 on 2 key heads, output = identity.
        var model = Model();
        foreach (var name in new[] { "self_attn.q_proj", "mlp.down_proj" }) Array.Clear(model.Weights[$"model.layers.0.{name}.weight"]);
        var identity = model.Weights["model.layers.0.self_attn.o_proj.weight"];
        for (var i = 0; i < identity.Length; i++) identity[i] = i % 9 == 0 ? 1 : 0;
        Array.Fill(model.Weights["model.layers.0.input_layernorm.weight"], 1);

        long[] ids = [1, 2, 3];
        var values = ids.Select(id => Value(model, id)).ToArray(); // [4] each: key head 0, key head 1
        var mean = Enumerable.Range(0, 4).Select(i => (values[0][i] + values[1][i]) / 2).ToArray();
        double[] expected = [mean[0], mean[1], mean[0], mean[1], mean[2], mean[3], mean[2], mean[3]];
        for (var i = 0; i < 8; i++) expected[i] += model.Weights["model.embed_tokens.weight"][2 * 8 + i];

        // The head as an identity shows the normed stream of token 1: compare directions.
        Array.Fill(model.Weights["model.norm.weight"], 1);
        var head = model.Weights["lm_head.weight"];
        for (var i = 0; i < head.Length; i++) head[i] = i % 9 == 0 ? 1 : 0;
        var shown = model.Forward(new DoubleBatch(1, 3, ids)).LogitsAt(1).ToArray();
        var scale = shown[0] / expected[0];
        Assert.Equal(expected.Take(7).Select(x => x * scale), shown, Near);
    }

    private static bool Near(double x, double y) => Math.Abs(x - y) < 1e-12;

    private static double[] Softmax(double[] x)
    {
        var sum = x.Sum(Math.Exp);
        return [.. x.Select(v => Math.Exp(v) / sum)];
    }

    private static double[] Value(DoubleLlama model, long id)
    {
        var x = model.Weights["model.embed_tokens.weight"].Skip((int)id * 8).Take(8).ToArray();
        var root = Math.Sqrt(x.Average(v => v * v));
        return [.. model.Weights["model.layers.0.self_attn.v_proj.weight"].Chunk(8).Select(row => row.Zip(x, (w, v) => w * v / root).Sum())];
    }

    private static DoubleLlama Model() =>
        DoubleLlama.Random(new DoubleLlamaConfig(7, 8, 5, 1, 4, 2, 2, 0, Tied: false, new DoubleRope(100)), 1);
}
