using Colora.Adapters;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Methods;
using Colora.Testing;
using Colora.Training;
using Xunit;
using static TorchSharp.torch;

namespace Colora.Tests.Generation;

/// <summary>
/// Calls from many threads, their order made certain by awaiting pieces: where others have to come while a call is in
/// flight, that call is one without an end.
/// </summary>
public sealed class GenerationEngineTests
{
    private const int ManyPositions = 1 << 20;

    private static readonly NumberTokenizer Tokenizer = new();

    [Fact]
    public async Task Calls_from_many_threads_are_answered_as_single_runs()
    {
        using var model = GenerationCases.Model(ManyPositions);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        var limits = new BatchConfig { MaxRows = 6 };
        await using var engine = new GenerationEngine(model, Tokenizer, [], GenerationCases.Adapters(model), limits);
        await using var endless = await Begin(engine, GenerationCases.Endless("user0"));
        var calls = Enumerable.Range(0, 20).Select(i => GenerationCases.Call(i, 1 + i, i % 4 == 3 ? null : $"user{i % 4}", new GenerationConfig
        {
            MaxNewTokens = 3 + i,
            Temperature = i % 3 == 0 ? 0.9 : 0,
            Seed = i,
            Stop = i % 2 == 0 ? [] : ["17 ", "4 "],
        })).ToList();
        var answers = await Task.WhenAll(calls.Select(call => Task.Run(() => Read(engine, call))));
        for (var i = 0; i < calls.Count; i++)
        {
            Assert.Equal(GenerationCases.Alone(model, weights, calls[i], []), answers[i].Text);
            var end = answers[i].End;
            Assert.Equal(calls[i].Prompt.Count, end.PromptTokens);
            if (end.Reason == FinishReason.Length) Assert.Equal(calls[i].Config.MaxNewTokens, end.CompletionTokens);
            else Assert.True(answers[i].Text.Count(c => c == ' ') < end.CompletionTokens);
        }

        var report = engine.Report;
        Assert.Equal((1, 0), (report.InFlight, report.Waiting));
        Assert.InRange(report.MostRows, 2, 6);
        Assert.InRange(report.MostUsers, 2, 3);
        Assert.True(report.Tokens > answers.Sum(answer => answer.End.CompletionTokens));
        Assert.Equal(calls.Sum(call => call.Prompt.Count) + 6, report.PromptTokens);
    }

    [Fact]
    public async Task A_late_call_is_answered_while_an_earlier_one_goes_on()
    {
        using var model = GenerationCases.Model(ManyPositions);
        using var weights = OwnCases.Adapter(model, new ColoraMethod());
        await using var engine = new GenerationEngine(model, Tokenizer, [], GenerationCases.Adapters(model));
        await using var first = await Begin(engine, GenerationCases.Endless("user0"));
        for (var piece = 1; piece < 5; piece++) Assert.True(await first.MoveNextAsync());
        var late = GenerationCases.Call(2, 9, "user1", new GenerationConfig { MaxNewTokens = 12 });
        Assert.Equal(GenerationCases.Alone(model, weights, late, []), (await Read(engine, late)).Text);
        Assert.True(await first.MoveNextAsync());
        Assert.Null(first.Current.End);
        Assert.Equal(2, engine.Report.MostUsers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_call_frees_its_row_by_the_next_token(bool isReading)
    {
        using var model = GenerationCases.Model(ManyPositions);
        await using var engine = new GenerationEngine(model, Tokenizer, [], GenerationCases.Adapters(model));
        await using var other = await Begin(engine, GenerationCases.Endless("user0"));
        using var cancellation = new CancellationTokenSource();
        await using var call = await Begin(engine, GenerationCases.Endless("user1"), cancellation.Token);
        Assert.Equal(2, engine.Report.InFlight);

        var reading = isReading ? Drain(call) : Task.CompletedTask;
        await cancellation.CancelAsync();
        Assert.Equal(1, (await AfterAToken(engine)).InFlight);
        if (isReading) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        else await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call.MoveNextAsync());
        Assert.True(await other.MoveNextAsync());
    }

    [Fact]
    public async Task Who_stops_reading_frees_the_row()
    {
        using var model = GenerationCases.Model(ManyPositions);
        var limits = new BatchConfig { MaxRows = 1 };
        await using var engine = new GenerationEngine(model, Tokenizer, [], GenerationCases.Adapters(model), limits);
        await foreach (var piece in engine.GenerateAsync(GenerationCases.Endless("user0")))
        {
            Assert.NotEmpty(piece.Text);
            break;
        }

        // With one row in all, this would wait for ever.
        var next = GenerationCases.Call(3, 4, null, new GenerationConfig { MaxNewTokens = 3 });
        Assert.Equal(3, (await Read(engine, next)).End.CompletionTokens);
    }

    [Fact]
    public async Task Calls_beyond_those_that_may_wait_are_refused()
    {
        using var model = GenerationCases.Model(ManyPositions);
        var limits = new BatchConfig { MaxRows = 1, MaxWaiting = 2 };
        await using var engine = new GenerationEngine(model, Tokenizer, [], GenerationCases.Adapters(model), limits);
        await using var first = await Begin(engine, GenerationCases.Endless("user0"));
        using var cancellation = new CancellationTokenSource();
        var second = Read(engine, GenerationCases.Endless("user1"), cancellation.Token);
        var third = Read(engine, GenerationCases.Call(3, 4, "user2", new GenerationConfig { MaxNewTokens = 3 }));
        Assert.Equal(2, engine.Report.Waiting);
        var refused = await Assert.ThrowsAsync<EngineBusyException>(() => Read(engine, GenerationCases.Endless(null)));
        Assert.Contains("2 calls", refused.Message, StringComparison.Ordinal);

        // A call that waits and is cancelled makes room, and is never read.
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, (await AfterAToken(engine)).Waiting);
        var fourth = Read(engine, GenerationCases.Call(4, 4, null, new GenerationConfig { MaxNewTokens = 2 }));
        await first.DisposeAsync();
        Assert.Equal(3, (await third).End.CompletionTokens);
        Assert.Equal(2, (await fourth).End.CompletionTokens);
        Assert.Equal(6 + 4 + 4, engine.Report.PromptTokens);
    }

    [Fact]
    public async Task New_calls_use_new_adapters_and_those_in_flight_keep_theirs()
    {
        using var model = GenerationCases.Model(ManyPositions);
        using var fresh = OwnCases.Adapter(model, new LocalMethod(), users: 4);
        var first = GenerationCases.Adapters(model);
        var second = GenerationCases.Adapters(model, new LocalMethod(), users: 4);
        await using var engine = new GenerationEngine(model, Tokenizer, [], first);
        var inFlight = await Begin(engine, GenerationCases.Endless("user0"));
        await using var bare = await Begin(engine, GenerationCases.Endless(null));
        engine.Replace(second);
        var call = GenerationCases.Call(5, 7, "user3", new GenerationConfig { MaxNewTokens = 9 });
        Assert.Equal(GenerationCases.Alone(model, fresh, call, []), (await Read(engine, call)).Text);
        Assert.True(await inFlight.MoveNextAsync());
        Assert.False(first.IsDisposed);
        await inFlight.DisposeAsync();
        await AfterAToken(engine);
        Assert.True(first.IsDisposed);
        Assert.False(second.IsDisposed);
    }

    [Fact]
    public async Task A_call_that_fails_or_is_refused_leaves_the_others_alone()
    {
        using var model = GenerationCases.Model(ManyPositions);
        var weights = OwnCases.Adapter(model, new ColoraMethod());
        using (NewDisposeScope()) weights[FactorKind.S].Values.select(0, 1).fill_(Constant.Of(double.NaN));
        await using var engine = new GenerationEngine(model, Tokenizer, [], new TenantAdapters(weights, model));
        await using var other = await Begin(engine, GenerationCases.Endless("user0"));
        var (bad, unknown) = (GenerationCases.Endless("user1"), GenerationCases.Endless("nobody"));
        var failed = await Assert.ThrowsAsync<DivergenceException>(() => Read(engine, bad));
        Assert.Contains("user1", failed.Found, StringComparison.Ordinal);
        Assert.Equal("user", (await Assert.ThrowsAsync<InputException>(() => Read(engine, unknown))).Where);
        Assert.Equal((1, 0), ((await AfterAToken(engine)).InFlight, engine.Report.Waiting));
        Assert.True(await other.MoveNextAsync());
    }

    [Fact]
    public async Task Closing_ends_all_calls()
    {
        using var model = GenerationCases.Model(ManyPositions);
        var adapters = GenerationCases.Adapters(model);
        var engine = new GenerationEngine(model, Tokenizer, [], adapters, new BatchConfig { MaxRows = 2 });
        var readers = new List<Task>();
        for (var i = 0; i < 2; i++) readers.Add(Drain(await Begin(engine, GenerationCases.Endless($"user{i}"))));
        readers.Add(Read(engine, GenerationCases.Endless("user2")));
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        foreach (var reader in readers)
        {
            var closed = await Assert.ThrowsAsync<OperationCanceledException>(() => reader);
            Assert.Contains("closed", closed.Message, StringComparison.Ordinal);
        }

        Assert.True(adapters.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Read(engine, GenerationCases.Endless("user0")));
        using var others = GenerationCases.Adapters(model);
        Assert.Throws<ObjectDisposedException>(() => engine.Replace(others));
        Assert.Equal((0, 0), (engine.Report.InFlight, engine.Report.Waiting));
    }

    /// <summary>Makes a call and waits for its first piece.</summary>
    private static async Task<IAsyncEnumerator<GeneratedPiece>> Begin(
        GenerationEngine engine, GenerationCall call, CancellationToken cancellation = default)
    {
        var pieces = engine.GenerateAsync(call, cancellation).GetAsyncEnumerator(cancellation);
        Assert.True(await pieces.MoveNextAsync());
        return pieces;
    }

    private static async Task<(string Text, GenerationEnd End)> Read(
        GenerationEngine engine, GenerationCall call, CancellationToken cancellation = default)
    {
        var (text, end) = ("", (GenerationEnd?)null);
        await foreach (var piece in engine.GenerateAsync(call, cancellation))
        {
            Assert.Null(end);
            (text, end) = (text + piece.Text, piece.End);
        }

        return (text, end!);
    }

    private static async Task Drain(IAsyncEnumerator<GeneratedPiece> pieces)
    {
        while (await pieces.MoveNextAsync()) Assert.NotNull(pieces.Current);
    }

    /// <summary>
    /// The report when a boundary between two tokens has been passed that was still to come: rows have to be in flight,
    /// and no prompts to be read.
    /// </summary>
    private static async Task<EngineReport> AfterAToken(GenerationEngine engine)
    {
        // The pass under way may be counted or not; with two sets of adapters a step is two passes, with the base three.
        var passes = engine.Report.Passes;
        while (true)
        {
            var report = engine.Report;
            Assert.True(report.InFlight > 0);
            if (report.Passes > passes + 6) return report;
            await Task.Delay(1);
        }
    }
}
