using Colora.Adapters;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Methods;
using Colora.Model;
using Colora.Testing;
using Colora.Testing.DoublePrecision;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Generation;

/// <summary>Rows that join and leave between two tokens are answered as if each were alone.</summary>
public sealed class BatchedDecodingTests
{
    private static readonly NumberTokenizer Tokenizer = new();

    [Theory]
    [InlineData("colora")]
    [InlineData("local")]
    [InlineData("pooled")]
    [InlineData("hydralora")]
    public void Answers_of_random_arrivals_are_those_of_single_runs(string name)
    {
        using var model = GenerationCases.Model();
        using var weights = OwnCases.Adapter(model, Method.Named(name));
        var adapters = GenerationCases.Adapters(model, Method.Named(name));
        var limits = new BatchConfig { MaxRows = 5, PrefillTokens = 40 };
        using var decoding = new BatchedDecoding(model, Tokenizer, GenerationCases.Ends, adapters, limits);
        var state = (ulong)SeedSequence.Derive(11, name);
        int Below(int bound) => (int)(SeedSequence.Next(ref state) % (ulong)bound);
        string? AnyUser() => Below(5) is var user and < 3 ? $"user{user}" : null;
        var calls = Enumerable.Range(0, 30).Select(i => GenerationCases.Call(i, 1 + Below(25), AnyUser(), new GenerationConfig
        {
            MaxNewTokens = 1 + Below(30),
            Temperature = Below(3) == 0 ? 0.7 : 0,
            TopK = Below(2) * 8,
            TopP = Below(2) == 0 ? 1 : 0.9,
            Seed = i,
            Stop = Below(2) == 0 ? [] : [$"{Below(31)} ", $"{Below(31)} {Below(31)} "],
        })).ToList();

        var arrivals = calls.Select(_ => Below(60)).Order().ToList();
        var rows = new List<BatchRow>();
        var answers = GenerationCases.Finish(decoding, step =>
        {
            while (rows.Count < calls.Count && (arrivals[rows.Count] <= step || decoding.IsIdle))
                rows.Add(decoding.Add(calls[rows.Count]));
        });

        for (var i = 0; i < calls.Count; i++)
        {
            var (text, last) = answers[rows[i]];
            var want = GenerationCases.Alone(model, weights, calls[i], GenerationCases.Ends);
            Assert.Equal(want, text);
            Assert.Equal(calls[i].Prompt.Count, last!.Piece!.End!.PromptTokens);
            Assert.Equal(rows[i].Made, last.Piece.End.CompletionTokens);
            if (last.Piece.End.Reason == FinishReason.Length) Assert.Equal(calls[i].Config.MaxNewTokens, rows[i].Made);
            else Assert.True(want.Count(c => c == ' ') < rows[i].Made);
        }

        Assert.Contains(answers.Values, answer => answer.Last!.Piece!.End!.Reason == FinishReason.Stop);
        Assert.Contains(answers.Values, answer => answer.Last!.Piece!.End!.Reason == FinishReason.Length);
        Assert.InRange(decoding.Report.MostRows, 3, 5);
        Assert.InRange(decoding.Report.MostUsers, 2, 3);
        Assert.Equal(rows.Sum(row => row.Made), decoding.Report.Tokens);
        Assert.Equal(calls.Sum(call => call.Prompt.Count), decoding.Report.PromptTokens);
        Assert.Equal((0, 0), (decoding.Report.InFlight, decoding.Report.Waiting));
    }

    [Fact]
    public void A_mixed_batch_answers_as_the_model_in_doubles()
    {
        var twin = OwnCases.Twin();
        using var model = DoubleTwin.ModelOf(twin);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var adapter = DoubleTwin.AdapterOf(weights);
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
        var config = new GenerationConfig { MaxNewTokens = 20 };
        string?[] users = ["user0", "user1", "user2", null];
        var rows = users.Select((user, i) => decoding.Add(GenerationCases.Call(i, 3 + 4 * i, user, config))).ToList();
        var answers = GenerationCases.Finish(decoding);
        for (var i = 0; i < 4; i++)
        {
            long[] prompt = [.. rows[i].Call.Prompt.Select(id => (long)id)];
            var want = users[i] is null ? twin.Continue(prompt, 20) : twin.Continue(prompt, 20, adapter, i);
            Assert.Equal(string.Concat(want.TakeLast(20).Select(id => $"{id} ")), answers[rows[i]].Text);
        }

        Assert.Equal(3, decoding.Report.MostUsers);
    }

    [Fact]
    public void A_sampled_row_draws_the_same_tokens_alone_and_in_any_company()
    {
        using var model = GenerationCases.Model();
        var sampled = new GenerationConfig { MaxNewTokens = 40, Temperature = 1.2, TopP = 0.95 };
        string In(int company, long seed)
        {
            using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
            for (var i = 0; i < company; i++)
            {
                var other = new GenerationConfig { MaxNewTokens = 10 + 9 * i, Temperature = 1, Seed = i };
                decoding.Add(GenerationCases.Call(i, 2 + 5 * i, $"user{i % 3}", other));
            }

            decoding.Step();
            var row = decoding.Add(GenerationCases.Call(1, 9, "user1", sampled with { Seed = seed }));
            return GenerationCases.Finish(decoding)[row].Text;
        }

        Assert.Equal(In(0, 77), In(3, 77));
        Assert.Equal(In(0, 77), In(5, 77));
        Assert.NotEqual(In(0, 77), In(0, 78));
    }

    [Fact]
    public void A_late_call_has_its_first_token_at_the_next_boundary()
    {
        using var model = GenerationCases.Model();
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
        var first = decoding.Add(GenerationCases.Call(1, 5, "user0", new GenerationConfig { MaxNewTokens = 100 }));
        for (var i = 0; i < 10; i++) decoding.Step();
        var late = decoding.Add(GenerationCases.Call(2, 30, "user2", new GenerationConfig { MaxNewTokens = 4 }));
        Assert.Equal(1, decoding.Report.Waiting);
        var pieces = decoding.Step();
        Assert.Equal([late, first, late], pieces.Select(piece => piece.Row));
        Assert.False(first.HasLeft);
        Assert.Equal((2, 2, 0), (decoding.Report.LastRows, decoding.Report.LastUsers, decoding.Report.Waiting));
        decoding.Step();
        decoding.Step();
        Assert.True(late.HasLeft);
        Assert.Equal(1, decoding.Report.InFlight);
    }

    [Fact]
    public void Cancelled_rows_leave_at_once_and_change_nothing_for_the_others()
    {
        using var model = GenerationCases.Model();
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var limits = new BatchConfig { MaxRows = 3 };
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model), limits);
        var config = new GenerationConfig { MaxNewTokens = 30 };
        var calls = Enumerable.Range(0, 5).Select(i => GenerationCases.Call(i, 4 + 7 * i, $"user{i % 3}", config)).ToList();
        var rows = calls.Select(decoding.Add).ToList();
        var answers = new Dictionary<BatchRow, (string Text, RowPiece? Last)>();
        for (var i = 0; i < 4; i++) GenerationCases.Take(answers, decoding.Step());
        Assert.Equal((3, 2), (decoding.Report.InFlight, decoding.Report.Waiting));

        decoding.Cancel(rows[1], rows[3]);
        decoding.Cancel(rows[1]);
        Assert.Equal((2, 1), (decoding.Report.InFlight, decoding.Report.Waiting));
        for (var i = 0; i < 100 && !decoding.IsIdle; i++) GenerationCases.Take(answers, decoding.Step());
        foreach (var i in (int[])[0, 2, 4])
            Assert.Equal(GenerationCases.Alone(model, weights, calls[i], []), answers[rows[i]].Text);
        Assert.Null(answers[rows[1]].Last);
        Assert.DoesNotContain(rows[3], answers.Keys);
    }

    [Fact]
    public void Calls_in_flight_end_on_the_adapters_that_they_began_with()
    {
        using var model = GenerationCases.Model();
        using var old = OwnCases.Adapter(model, new ColoraMethod());
        using var fresh = OwnCases.Adapter(model, new LocalMethod(), users: 4);
        var first = GenerationCases.Adapters(model);
        var second = GenerationCases.Adapters(model, new LocalMethod(), users: 4);
        using var decoding = new BatchedDecoding(model, Tokenizer, [], first);
        GenerationCall CallOf(int seed, string? user, int tokens) =>
            GenerationCases.Call(seed, 6 + seed, user, new GenerationConfig { MaxNewTokens = tokens });

        var answers = new Dictionary<BatchRow, (string Text, RowPiece? Last)>();
        var inFlight = decoding.Add(CallOf(1, "user1", 30));
        GenerationCases.Take(answers, decoding.Step());
        var waiting = decoding.Add(CallOf(2, "user2", 8));
        decoding.Replace(second);
        Assert.Throws<ObjectDisposedException>(() => decoding.Replace(first));
        var after = decoding.Add(CallOf(3, "user1", 12));
        var newcomer = decoding.Add(CallOf(4, "user3", 12));
        var bare = decoding.Add(CallOf(5, null, 12));

        var passes = decoding.Report.Passes;
        GenerationCases.Take(answers, decoding.Step());
        Assert.Equal(6, decoding.Report.Passes - passes);
        while (!inFlight.HasLeft)
        {
            Assert.False(first.IsDisposed);
            GenerationCases.Take(answers, decoding.Step());
        }

        Assert.True(first.IsDisposed);
        Assert.False(second.IsDisposed);
        (BatchRow, AdapterWeights?)[] began = [(inFlight, old), (waiting, old), (after, fresh), (newcomer, fresh), (bare, null)];
        foreach (var (row, weights) in began)
            Assert.Equal(GenerationCases.Alone(model, weights, row.Call, []), answers[row].Text);

        Assert.NotEqual(GenerationCases.Alone(model, old, after.Call, []), answers[after].Text);
        Assert.Equal("user", Assert.Throws<InputException>(() => decoding.Add(CallOf(6, "user4", 1))).Where);
        decoding.Replace(null);
        Assert.True(second.IsDisposed);
        Assert.Throws<InputException>(() => decoding.Add(CallOf(7, "user1", 1)));
    }

    [Fact]
    public void Prompts_are_read_whole_and_in_order_as_far_as_they_fit_between_two_tokens()
    {
        using var model = GenerationCases.Model();
        var limits = new BatchConfig { PrefillTokens = 25 };
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model), limits);
        var config = new GenerationConfig { MaxNewTokens = 50 };
        var first = decoding.Add(GenerationCases.Call(0, 3, "user0", config));
        decoding.Step();

        // 10 and 12 padded to 12 are 24; with the base's 2 they would be 26. 30 alone is more than 25, and is read all the same.
        int[] lengths = [10, 12, 2, 30, 4];
        string?[] users = ["user1", "user2", null, "user0", "user1"];
        var calls = lengths.Select((length, i) => GenerationCases.Call(i + 1, length, users[i], config));
        var rows = calls.Select(decoding.Add).ToList();
        int[][] read = [[0, 1], [2], [3], [4]];
        foreach (var group in read)
        {
            var (before, prompts) = (first.Made, decoding.Report.PromptTokens);
            decoding.Step();
            Assert.Equal(before + 1, first.Made);
            Assert.Equal(group.Sum(i => lengths[i]), decoding.Report.PromptTokens - prompts);
            Assert.All(rows, (row, i) => Assert.Equal(i <= group[^1], row.Made > 0));
        }
    }

    [Fact]
    public void Columns_that_only_a_row_that_has_left_needed_are_dropped()
    {
        using var model = GenerationCases.Model();
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
        var config = new GenerationConfig { MaxNewTokens = 50 };
        decoding.Add(GenerationCases.Call(1, 3, "user0", config));
        decoding.Add(GenerationCases.Call(2, 5, "user1", config));
        var longest = decoding.Add(GenerationCases.Call(3, 60, "user2", config));
        decoding.Step();
        Assert.Equal(3 * 61, decoding.Report.HeldTokens);
        decoding.Cancel(longest);
        Assert.Equal(2 * 6, decoding.Report.HeldTokens);
        decoding.Step();
        Assert.Equal(2 * 7, decoding.Report.HeldTokens);
        GenerationCases.Finish(decoding);
        Assert.Equal(0, decoding.Report.HeldTokens);
    }

    [Fact]
    public void The_positions_of_the_model_bound_prompt_and_answer()
    {
        using var model = GenerationCases.Model(positions: 40);
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
        var config = new GenerationConfig { MaxNewTokens = 1000 };
        var row = decoding.Add(GenerationCases.Call(1, 33, "user1", config));
        var last = decoding.Add(GenerationCases.Call(2, 39, null, config));
        var answers = GenerationCases.Finish(decoding);
        Assert.Equal(new GenerationEnd(FinishReason.Length, 33, 7), answers[row].Last!.Piece!.End);
        Assert.Equal(new GenerationEnd(FinishReason.Length, 39, 1), answers[last].Last!.Piece!.End);
        var refused = Assert.Throws<InputException>(() => decoding.Add(GenerationCases.Call(3, 40, null, config)));
        Assert.Equal("40 tokens", refused.Found);
    }

    [Fact]
    public void Bad_calls_are_refused_in_a_line()
    {
        using var model = GenerationCases.Model();
        using var decoding = new BatchedDecoding(model, Tokenizer, [], GenerationCases.Adapters(model));
        var good = GenerationCases.Call(1, 4, "user0", new GenerationConfig());
        (GenerationCall Call, string Where)[] bad =
        [
            (good with { Prompt = [] }, "prompt"),
            (good with { Prompt = [3, 31] }, "prompt"),
            (good with { Prompt = [-1] }, "prompt"),
            (good with { User = "user3" }, "user"),
            (good with { Config = new GenerationConfig { MaxNewTokens = 0 } }, "max_new_tokens"),
            (good with { Config = new GenerationConfig { Temperature = double.NaN } }, "temperature"),
            (good with { Config = new GenerationConfig { TopP = 1.5 } }, "top_p"),
            (good with { Config = new GenerationConfig { TopK = -1 } }, "top_k"),
            (good with { Config = new GenerationConfig { Seed = -1 } }, "seed"),
            (good with { Config = new GenerationConfig { Stop = [null!] } }, "stop"),
            (good with { Config = new GenerationConfig { Stop = null! } }, "stop"),
        ];
        Assert.All(bad, one => Assert.Equal(one.Where, Assert.Throws<InputException>(() => decoding.Add(one.Call)).Where));
        var unknown = Assert.Throws<InputException>(() => decoding.Add(good with { User = "user3" }));
        Assert.DoesNotContain("user1", unknown.Message, StringComparison.Ordinal);
        Assert.True(decoding.IsIdle);
        var none = new BatchConfig { MaxRows = 0 };
        Assert.Equal("max_rows", Assert.Throws<InputException>(() => new BatchedDecoding(model, Tokenizer, [], null, none)).Where);
        Assert.Throws<InputException>(() => new BatchedDecoding(model, Tokenizer, []).Add(good));
    }

    [Fact]
    public void A_user_whose_scores_have_run_away_fails_alone()
    {
        using var model = GenerationCases.Model();
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        using var decoding = new BatchedDecoding(model, Tokenizer, [], WithNaN(model, user: 1));
        var config = new GenerationConfig { MaxNewTokens = 20 };
        var calls = Enumerable.Range(0, 3).Select(i => GenerationCases.Call(i, 5 + 6 * i, $"user{i}", config)).ToList();
        var rows = calls.Select(decoding.Add).ToList();
        var answers = GenerationCases.Finish(decoding);
        var fault = Assert.IsType<DivergenceException>(answers[rows[1]].Last!.Fault);
        Assert.Contains("user1", fault.Found, StringComparison.Ordinal);
        foreach (var i in (int[])[0, 2])
            Assert.Equal(GenerationCases.Alone(model, weights, calls[i], []), answers[rows[i]].Text);
    }

    [Fact]
    public void A_fault_in_a_rows_text_ends_that_row_and_one_in_a_pass_ends_its_rows()
    {
        using var model = GenerationCases.Model();
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var config = new GenerationConfig { MaxNewTokens = 20 };
        string?[] users = ["user0", "user1", null];
        var calls = users.Select((user, i) => GenerationCases.Call(i, 3 + 2 * i, user, config)).ToList();
        var alone = calls.Select(call => GenerationCases.Alone(model, weights, call, [])).ToList();

        // A token of one answer alone: decoding it fails.
        HashSet<int> TokensOf(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        var tokens = alone.Select(TokensOf).ToList();
        var poison = tokens[0].First(token => !tokens[1].Contains(token) && !tokens[2].Contains(token));
        var poisoned = new NumberTokenizer(poison);
        using (var decoding = new BatchedDecoding(model, poisoned, [], GenerationCases.Adapters(model)))
        {
            var rows = calls.Select(decoding.Add).ToList();
            var answers = GenerationCases.Finish(decoding);
            Assert.IsType<FormatException>(answers[rows[0]].Last!.Fault);
            Assert.Equal(alone[1..], rows[1..].Select(row => answers[row].Text));
        }

        // Adapters whose tensors are gone: the pass fails for those who need them, and the base goes on.
        var adapters = GenerationCases.Adapters(model);
        using (var decoding = new BatchedDecoding(model, Tokenizer, [], adapters))
        {
            var rows = calls.Select(decoding.Add).ToList();
            var answers = new Dictionary<BatchRow, (string Text, RowPiece? Last)>();
            GenerationCases.Take(answers, decoding.Step());
            ((ResidentFactors)adapters.Factors).Dispose();
            var late = decoding.Add(calls[0]);
            for (var i = 0; i < 30; i++) GenerationCases.Take(answers, decoding.Step());
            Assert.All([rows[0], rows[1], late], row => Assert.NotNull(answers[row].Last!.Fault));
            Assert.Equal(alone[2], answers[rows[2]].Text);
            Assert.True(decoding.IsIdle);
        }
    }

    [Fact]
    public void Nothing_is_left_alive_however_the_rows_end()
    {
        using var model = GenerationCases.Model();
        void Work(bool toTheEnd)
        {
            var (tokenizer, limits) = (new NumberTokenizer(17), new BatchConfig { MaxRows = 4 });
            using var decoding = new BatchedDecoding(
                model, tokenizer, GenerationCases.Ends, GenerationCases.Adapters(model), limits);
            void AddSix()
            {
                for (var i = 0; i < 6; i++)
                {
                    var config = new GenerationConfig { MaxNewTokens = 90, Temperature = i % 2, Seed = i };
                    decoding.Add(GenerationCases.Call(i, 1 + 4 * i, i % 4 == 3 ? null : $"user{i % 4}", config));
                }
            }

            AddSix();
            decoding.Step();
            decoding.Replace(WithNaN(model, user: 2));
            AddSix();
            decoding.Step();
            decoding.Cancel(decoding.Add(GenerationCases.Call(9, 5, "user0", new GenerationConfig())));
            if (toTheEnd) GenerationCases.Finish(decoding);
            Assert.Equal(toTheEnd, decoding.IsIdle);
        }

        LiveTensors.AssertNoneLeftBy(() => Work(toTheEnd: true));
        LiveTensors.AssertNoneLeftBy(() => Work(toTheEnd: false));
    }

    [Fact]
    public void A_disposed_batch_takes_nothing()
    {
        using var model = GenerationCases.Model();
        var adapters = GenerationCases.Adapters(model);
        var decoding = new BatchedDecoding(model, Tokenizer, [], adapters);
        var row = decoding.Add(GenerationCases.Endless("user0"));
        decoding.Step();
        decoding.Dispose();
        Assert.True(row.HasLeft && adapters.IsDisposed && decoding.IsIdle);
        Assert.Throws<ObjectDisposedException>(() => decoding.Add(GenerationCases.Endless(null)));
        Assert.Throws<ObjectDisposedException>(() => decoding.Replace(null));
    }

    [Fact]
    public void Adapters_of_another_model_are_refused()
    {
        using var model = GenerationCases.Model();
        using var other = DoubleTwin.ModelOf(OwnCases.Twin(headDim: 8));
        using var weights = OwnCases.Adapter(other, new ColoraMethod());
        Assert.Throws<ArgumentException>(() => new TenantAdapters(weights, model));
    }

    private static TenantAdapters WithNaN(CausalLM model, int user)
    {
        var weights = OwnCases.Adapter(model, new ColoraMethod());
        using (NewDisposeScope()) weights[FactorKind.S].Values.select(0, user).fill_(Constant.Of(double.NaN));
        return new TenantAdapters(weights, model);
    }
}
