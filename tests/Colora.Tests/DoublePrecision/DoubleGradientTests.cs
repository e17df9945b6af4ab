using Colora.Testing.DoublePrecision;
using Xunit;

namespace Colora.Tests.DoublePrecision;

/// <summary>The backward pass written by hand against central differences of the forward pass, every entry of every gradient.</summary>
public sealed class DoubleGradientTests
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-8; // the difference quotient's own error is about 1e-10

    private static readonly DoubleLlamaConfig Small = new(11, 6, 7, 2, 4, 2, 4, 1e-5, Tied: false, new DoubleRope(50));

    // Rows: padded on the right, on the left, complete. User 2 owns none. A padded token has a label in no row.
    private static readonly DoubleBatch Padded = new(
        3,
        5,
        new DoubleNoise(1).Integers(15, 1, 11),
        Mask: [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        Positions: [0, 1, 2, 1, 1, 1, 0, 1, 2, 3, 0, 1, 2, 3, 4],
        Labels: [-100, 4, 7, -100, -100, -100, -100, 3, 9, 2, -100, -100, 5, 6, 7],
        Users: [0, 1, 0]);

    [Fact]
    public void All_gradients_with_cores_on_every_module()
    {
        var model = DoubleLlama.Random(Small, 2, biases: true);
        AssertGradients(model, Padded, Adapter(Small, [.. Small.LayerModules(), "lm_head"], users: 3, sharedA: true, sharedB: true, cores: true));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Factors_shared_or_personal_with_or_without_cores(bool sharedA, bool sharedB, bool cores)
    {
        string[] modules = ["model.layers.0.self_attn.k_proj", "model.layers.1.mlp.down_proj"];
        AssertGradients(DoubleLlama.Random(Small, 3), Padded, Adapter(Small, modules, 3, sharedA, sharedB, cores), withWeights: false);
    }

    [Theory]
    [InlineData(DoubleRopeKind.Linear)]
    [InlineData(DoubleRopeKind.Llama3)]
    public void A_tied_model_with_scaled_positions(DoubleRopeKind kind)
    {
        var config = Small with { Tied = true, KeyValueHeads = 1, Layers = 1, Rope = new DoubleRope(50, kind, 3, 1, 2, 20) };
        AssertGradients(DoubleLlama.Random(config, 4), Padded with { Positions = null, Mask = null }, adapter: null);
    }

    [Fact]
    public void A_head_adapted_in_a_tied_model_leaves_the_embedding_alone()
    {
        var config = Small with { Tied = true, Layers = 1 };
        AssertGradients(DoubleLlama.Random(config, 5), Padded, Adapter(config, ["lm_head"], 3, true, true, true));
    }

    [Fact]
    public void A_user_without_rows_has_gradients_of_exactly_zero()
    {
        var adapter = Adapter(Small, Small.LayerModules(), users: 3, sharedA: true, sharedB: false, cores: true);
        var gradients = DoubleLlama.Random(Small, 6).Forward(Padded, adapter).Backward();
        Assert.All(gradients.Adapter!.Modules.Values, f => Assert.All(f.S![2].Concat(f.B[2]), g => Assert.Equal(0, g)));
        Assert.All(gradients.Adapter.Modules.Values, f => Assert.Contains(f.S![1], g => g != 0));
    }

    [Fact]
    public void Padding_changes_no_logit_of_the_others()
    {
        var model = DoubleLlama.Random(Small, 7);
        long[] ids = [3, 1, 4, 1, 5];
        var alone = model.Forward(new DoubleBatch(1, 5, ids)).Logits;
        var left = model.Forward(new DoubleBatch(1, 7, [9, 8, .. ids], Mask: [0, 0, 1, 1, 1, 1, 1])).Logits;
        var right = model.Forward(new DoubleBatch(1, 7, [.. ids, 9, 8], Mask: [1, 1, 1, 1, 1, 0, 0])).Logits;
        Assert.InRange(ReferenceTensors.LargestDifference(alone, right.AsSpan(0, alone.Length)), 0, 1e-13);
        Assert.InRange(ReferenceTensors.LargestDifference(alone, left.AsSpan(left.Length - alone.Length)), 0, 1e-12); // positions shifted by 2
        Assert.All(left, x => Assert.True(double.IsFinite(x)));
    }

    private static void AssertGradients(DoubleLlama model, DoubleBatch batch, DoubleAdapter? adapter, bool withWeights = true)
    {
        var gradients = model.Forward(batch, adapter).Backward(withWeights);
        Assert.Equal(withWeights, gradients.Weights.Count > 0);
        var pairs = gradients.Weights.Select(g => (g.Key, Values: model.Weights[g.Key], Gradient: g.Value)).ToList();
        if (adapter is not null) pairs.AddRange(adapter.Parameters().Zip(gradients.Adapter!.Parameters(), (p, g) => (p.Name, p.Values, g.Values)));
        Assert.NotEmpty(pairs);
        foreach (var (name, values, gradient) in pairs)
        {
            Assert.Equal(values.Length, gradient.Length);
            for (var i = 0; i < values.Length; i++)
            {
                var numeric = Slope(values, i, () => model.Forward(batch, adapter).Loss);
                Assert.True(Math.Abs(numeric - gradient[i]) <= Tolerance, $"{name}[{i}]: {gradient[i]} for {numeric}");
            }
        }
    }

    private static double Slope(double[] values, int i, Func<double> loss)
    {
        var kept = values[i];
        values[i] = kept + Step;
        var above = loss();
        values[i] = kept - Step;
        var below = loss();
        values[i] = kept;
        return (above - below) / (2 * Step);
    }

    private static DoubleAdapter Adapter(DoubleLlamaConfig config, IEnumerable<string> modules, int users, bool sharedA, bool sharedB, bool cores)
    {
        const int Rank = 2;
        var noise = new DoubleNoise(8);
        double[][] Entries(int size, bool shared) => [.. Enumerable.Range(0, shared ? 1 : users).Select(_ => noise.Normal(size, .4))];
        return new DoubleAdapter(new SortedDictionary<string, DoubleFactors>(
            modules.ToDictionary(
                module => module,
                module =>
                {
                    var (output, input) = config.LinearShape(module);
                    return new DoubleFactors(
                        Rank, 1.5, Entries(Rank * input, sharedA), Entries(output * Rank, sharedB), cores ? Entries(Rank * Rank, false) : null);
                }),
            StringComparer.Ordinal));
    }
}
