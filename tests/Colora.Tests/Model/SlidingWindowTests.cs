using Colora.Adapters;
using Colora.Engine;
using Colora.Generation;
using Colora.Losses;
using Colora.Methods;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Model;

/// <summary>A window over the last real tokens, in all layers or in some: against the double-precision model, with padding, and with a cache.</summary>
public sealed class SlidingWindowTests
{
    public static TheoryData<int?, int?> Windows => new() { { 3, 3 }, { null, 3 }, { 2, 4 }, { 1, 1 } };

    [Theory]
    [InlineData(null, "1000 1100 1110 1111")]
    [InlineData(1, "1000 0100 0010 0001")]
    [InlineData(2, "1000 1100 0110 0011")]
    [InlineData(3, "1000 1100 1110 0111")]
    [InlineData(4, "1000 1100 1110 1111")]
    public void A_query_sees_itself_and_the_tokens_before_it_within_the_window(int? window, string expected) =>
        Assert.Equal(expected, Allowed(window, [1, 1, 1, 1], tokens: 4));

    /// <summary>Of padding nobody sees anything, and it takes no place in the window: on the left, on the right, or between a prompt and what is generated.</summary>
    [Theory]
    [InlineData("00111", 5, "00000 00000 00100 00110 00011")]
    [InlineData("11100", 3, "01100 01100 01100")]
    [InlineData("11001", 1, "01001")]
    [InlineData("00111", 1, "00011")]
    public void Padding_takes_no_place_in_the_window(string seen, int tokens, string expected) =>
        Assert.Equal(expected, Allowed(2, [.. seen.Select(c => (long)(c - '0'))], tokens));

    [Theory]
    [MemberData(nameof(Windows))]
    public void Logits_and_gradients_agree_with_double_precision(int? first, int? second)
    {
        using var scope = NewDisposeScope();
        var twin = Twin(first, second);
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var batch = OwnCases.Batch(2, 2, 0, 2);
        int[] present = [0, 2];
        using var active = new ActiveFactors(weights, present, weights.Layout.Kinds, CPU);
        using var adaptation = active.For(batch.UserOfRow);
        var hidden = model.Hidden(batch.IdsOn(CPU), batch.MaskOn(CPU), null, adaptation);
        var labels = NextTokenLoss.Count(batch);
        var loss = NextTokenLoss.Backward(model, hidden, batch, labels) / labels;
        active.CollectGradients();

        var forward = twin.Forward(DoubleTwin.BatchOf(batch), DoubleTwin.AdapterOf(weights));
        Assert.Equal(forward.Loss, loss, 1e-5);
        Assert.NotEqual(Twin(null, null).Forward(DoubleTwin.BatchOf(batch), DoubleTwin.AdapterOf(weights)).Loss, forward.Loss, 1e-3);
        var expected = forward.Backward(withWeights: false).Adapter!;
        for (var module = 0; module < weights.Layout.Modules.Count; module++)
        {
            var factors = expected.Modules[weights.Layout.Modules[module].Module.Path];
            var bank = weights[FactorKind.S];
            var slices = bank.Slice(active.Gradient(FactorKind.S), module);
            for (var i = 0; i < present.Length; i++)
            {
                var wanted = factors.S![present[i]];
                var found = DoubleTwin.Doubles(slices[i], FactorKind.S);
                Assert.True(ReferenceTensors.LargestDifference(wanted, found) <= 5e-5 * wanted.Max(Math.Abs), $"S of user {present[i]} in module {module}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Rows_padded_on_either_side_have_the_logits_of_a_row_alone(int? first, int? second)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = DoubleTwin.ModelOf(Twin(first, second));
        long[] row = [5, 9, 4, 17, 8, 21, 6];
        var alone = model.Logits(model.Hidden(tensor(row, [1, 7]), ones(1, 7, ScalarType.Int64)));
        var left = model.Logits(model.Hidden(
            tensor((long[])[0, 0, .. row], [1, 9]), tensor((long[])[0, 0, 1, 1, 1, 1, 1, 1, 1], [1, 9]), tensor((long[])[1, 1, 0, 1, 2, 3, 4, 5, 6], [1, 9])));
        var right = model.Logits(model.Hidden(tensor((long[])[.. row, 0, 0], [1, 9]), tensor((long[])[1, 1, 1, 1, 1, 1, 1, 0, 0], [1, 9])));
        Assert.True(ReferenceFile.Difference(alone, left.narrow(1, 2, 7)) < 2e-5);
        Assert.True(ReferenceFile.Difference(alone, right.narrow(1, 0, 7)) < 2e-5);
        Assert.True(Constant.Read<bool>(left.isfinite().all()));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void With_a_cache_the_logits_are_those_of_the_whole_text(int? first, int? second)
    {
        using var quiet = no_grad();
        using var model = DoubleTwin.ModelOf(Twin(first, second));
        int[][] prompts = [[5, 9, 4, 17, 8], [21, 6], [3, 12, 30, 7]];
        LiveTensors.AssertNoneLeftBy(() =>
        {
            var texts = prompts.Select(prompt => prompt.ToList()).ToList();
            using var state = new DecodingState(model, null, prompts, [0, 0, 0], 6);
            for (var step = 0; step < 6; step++)
            {
                using var scope = NewDisposeScope();

                // The second row ends after three tokens; the others go on without it.
                if (step == 3)
                {
                    state.KeepRows([0, 2]);
                    texts.RemoveAt(1);
                }

                using var logits = state.NextLogits();
                for (var row = 0; row < texts.Count; row++)
                {
                    var whole = tensor(texts[row].Select(id => (long)id).ToArray(), [1, texts[row].Count]);
                    var expected = model.Logits(model.Hidden(whole, ones_like(whole))).select(1, texts[row].Count - 1);
                    Assert.True(ReferenceFile.Difference(expected, logits.narrow(0, row, 1)) < 2e-5, $"row {row} after {texts[row].Count} tokens");
                }

                var next = logits.argmax(-1).data<long>().ToArray();
                state.Accept(next);
                for (var row = 0; row < texts.Count; row++) texts[row].Add((int)next[row]);
            }
        });
    }

    private static DoubleLlama Twin(int? first, int? second)
    {
        var twin = OwnCases.Twin();
        return new DoubleLlama(twin.Config with { Windows = [first, second] }, twin.Weights);
    }

    /// <summary>A row of digits for each query, 1 where a key may be seen.</summary>
    private static string Allowed(int? window, long[] seen, int tokens)
    {
        using var scope = NewDisposeScope();
        var mask = new AttentionMask(window).Of(tensor(seen, [1, seen.Length]), tokens, ScalarType.Float32);
        Assert.Equal([1, 1, tokens, seen.Length], mask.shape);
        var digits = mask.data<float>().Select(value => value == 0 ? '1' : value == float.MinValue ? '0' : throw new InvalidOperationException($"{value}"));
        return string.Join(' ', digits.Chunk(seen.Length).Select(row => new string(row)));
    }
}
