using Colora.Engine;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Model;

/// <summary>Keys and values of rows that come and go are those of a pass over each row's whole text.</summary>
public sealed class KeyValueSlotsTests
{
    [Fact]
    public void Hidden_states_of_rows_that_come_and_go_are_those_of_whole_texts()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        LiveTensors.AssertNoneLeftBy(() =>
        {
            using var quiet = no_grad();
            using var slots = new KeyValueSlots(model, 6);
            var state = (ulong)SeedSequence.Derive(4, "slots");
            int Below(int bound) => (int)(SeedSequence.Next(ref state) % (ulong)bound);
            var texts = new List<List<int>>();
            var longest = 0L;
            for (var step = 0; step < 400; step++)
            {
                var most = step % 50 == 0 ? 120 : 30;
                if (texts.Count < 6 && Below(5) == 0) Join([.. Numbers(1 + Below(6 - texts.Count)).Select(_ => Text(1 + Below(most)))]);
                if (texts.Count > 0 && Below(6) == 0) Remove([.. Numbers(texts.Count).Where(_ => Below(3) == 0)]);
                if (texts.Count > 0) Advance(isCompared: step % 7 == 0);
                longest = Math.Max(longest, slots.Length);
            }

            Assert.True(longest > 100);

            List<int> Text(int tokens) => [.. Numbers(tokens).Select(_ => Below(31))];

            void Join(List<List<int>> rows)
            {
                using var scope = NewDisposeScope();
                var width = rows.Max(row => row.Count);
                using var cache = new KeyValueCache(model, rows.Count, width);
                var mask = Of(rows, width, row => row.Select(_ => 1));
                model.Hidden(Of(rows, width, row => row), mask, Of(rows, width, row => Numbers(row.Count)), null, cache);
                slots.Join(cache);
                texts.AddRange(rows);
            }

            void Remove(List<int> places)
            {
                slots.Remove(places);
                foreach (var place in places.OrderDescending())
                {
                    texts[place] = texts[^1];
                    texts.RemoveAt(texts.Count - 1);
                }

                var width = texts.Select(text => text.Count).DefaultIfEmpty(0).Max();
                slots.KeepColumns(width);
                Assert.Equal((texts.Count, width), (slots.Rows, slots.Length));
            }

            void Advance(bool isCompared)
            {
                using var scope = NewDisposeScope();
                foreach (var text in texts) text.Add(Below(31));
                var positions = Of(texts, 1, text => [text.Count - 1]);
                var last = Of(texts, 1, text => text.TakeLast(1));
                var got = model.Hidden(last, ones_like(last), positions, null, slots).select(1, 0);
                if (!isCompared) return;
                for (var row = 0; row < texts.Count; row++)
                {
                    var ids = Of([texts[row]], texts[row].Count, text => text);
                    var want = model.Hidden(ids, ones_like(ids)).select(1, texts[row].Count - 1);
                    Assert.True(ReferenceFile.Difference(want, got.narrow(0, row, 1)) < 1e-4);
                }
            }
        });
    }

    [Fact]
    public void What_a_row_of_NaN_leaves_behind_touches_nobody()
    {
        using var model = DoubleTwin.ModelOf(OwnCases.Twin());
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var slots = new KeyValueSlots(model, 4);
        using (var bad = Filled(2, 20, double.NaN)) slots.Join(bad);
        using (var good = Filled(1, 30, 1)) slots.Join(good);
        slots.Remove([0, 1]);
        slots.KeepColumns(30);
        using (var shorter = Filled(2, 4, 2)) slots.Join(shorter);
        var (key, value) = slots.Append(0, zeros(3, 2, 1, 6), zeros(3, 2, 1, 6));
        Assert.Equal([3, 2, 31, 6], key.shape);
        Assert.True(Constant.Read<bool>(key.isfinite().all()) && Constant.Read<bool>(value.isfinite().all()));
        Assert.Equal([30L, 4, 4], slots.Seen.sum([1]).data<long>().ToArray());

        // The longest leaves, a longer one comes: columns that were skipped are used again.
        slots.Remove([0]);
        slots.KeepColumns(4);
        using (var longer = Filled(1, 12, 3)) slots.Join(longer);
        var again = slots.Append(0, zeros(3, 2, 1, 6), zeros(3, 2, 1, 6)).Key.sum([1, 3]);
        Assert.Equal([.. Enumerable.Repeat(0f, 8), 24, 24, 24, 24, 0], again[0].data<float>().ToArray());
        Assert.Equal([.. Enumerable.Repeat(36f, 12), 0], again[2].data<float>().ToArray());

        KeyValueCache Filled(int rows, int tokens, double number)
        {
            var cache = new KeyValueCache(model, rows, tokens);
            cache.Extend(ones([rows, tokens], ScalarType.Int64));
            var same = full([rows, 2, tokens, 6], Constant.Of(number));
            for (var layer = 0; layer < model.Blueprint.Layers; layer++) cache.Append(layer, same, same);
            cache.Advance(tokens);
            return cache;
        }
    }

    private static IEnumerable<int> Numbers(int count) => Enumerable.Range(0, count);

    /// <summary>Rows padded on the left, I64 [rows, width].</summary>
    private static Tensor Of(List<List<int>> rows, int width, Func<List<int>, IEnumerable<int>> numbers) =>
        tensor([.. rows.SelectMany(row =>
        {
            var own = numbers(row).Select(number => (long)number).ToList();
            return Enumerable.Repeat(0L, width - own.Count).Concat(own);
        })], [rows.Count, width], ScalarType.Int64);
}
