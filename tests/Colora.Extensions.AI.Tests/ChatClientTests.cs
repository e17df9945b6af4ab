using Colora.Engine;
using Colora.Formats;
using Microsoft.Extensions.AI;
using TorchSharp;
using Xunit;

namespace Colora.Extensions.AI.Tests;

/// <summary>Chats with twenty tenants on one base.</summary>
[Collection(AloneCollection.Name)]
public sealed class ChatClientTests(Desk desk) : IClassFixture<Desk>
{
    private const int Requests = 200;

    [Fact]
    public async Task Two_hundred_requests_in_company_are_answered_as_alone()
    {
        var stop = TestContext.Current.CancellationToken;
        NativeMemory.Sweep();
        var live = torch.Tensor.TotalCount;
        using (var model = await ColoraModel.LoadAsync(desk.Base, Desk.Options, cancellationToken: stop))
        {
            await using var tenants = await model.OpenAsync(desk.Run, stop);
            var random = new SeededRandom(7);
            var requests = Enumerable.Range(0, Requests).Select(_ => (
                Client: new TenantChatClient(tenants, Desk.Name(random.Below(Desk.Count))), Prompt: Desk.Word(random), Options: new ChatOptions { MaxOutputTokens = 1 + random.Below(24) }, Pause: random.Below(6))).ToList();
            var alone = new List<string>();
            foreach (var request in requests) alone.Add((await request.Client.GetResponseAsync(request.Prompt, request.Options, stop)).Text);
            Assert.Equal(1, tenants.Engine.MostUsers);
            var together = await Task.WhenAll(requests.Select(async request =>
            {
                for (var i = 0; i < request.Pause; i++) await Task.Delay(1, stop);
                return await request.Client.GetResponseAsync(request.Prompt, request.Options, stop);
            }));
            Assert.Equal(alone, together.Select(response => response.Text));
            Assert.True(tenants.Engine.MostUsers >= 8, $"{tenants.Engine.MostUsers} tenants in one pass at most");
            Assert.All(together.Zip(requests), pair => Assert.InRange(pair.First.Usage!.OutputTokenCount!.Value, 1, pair.Second.Options.MaxOutputTokens!.Value));
        }

        NativeMemory.Sweep();
        Assert.Equal(live, torch.Tensor.TotalCount);
    }

    [Fact]
    public async Task Tenants_answer_the_same_prompt_differently()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(desk.Base, Desk.Options, cancellationToken: stop);
        await using var tenants = await model.OpenAsync(desk.Run, stop);
        var answers = await Task.WhenAll(tenants.Names.Select(name => new TenantChatClient(tenants, name).GetResponseAsync("abc", cancellationToken: stop)));
        Assert.True(answers.Select(answer => answer.Text).Distinct().Count() >= 15, string.Join(' ', answers.Select(answer => answer.Text)));
    }

    [Fact]
    public async Task A_late_request_does_not_wait_and_a_cancelled_one_ends_by_the_next_token()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(desk.Base, Desk.Options, cancellationToken: stop);
        await using var tenants = await model.OpenAsync(desk.Run, stop);
        var options = new ChatOptions { MaxOutputTokens = 48 };
        using var source = new CancellationTokenSource();
        await using var first = new TenantChatClient(tenants, Desk.Name(0)).GetStreamingResponseAsync("abc", options, source.Token).GetAsyncEnumerator(source.Token);
        for (var i = 0; i < 3; i++) Assert.True(await first.MoveNextAsync());

        // Whoever reads slowly holds nobody up: the second answers from its first to its last piece while the first is not read on.
        var late = await new TenantChatClient(tenants, Desk.Name(5)).GetResponseAsync("abc", options, stop);
        Assert.NotEmpty(late.Text);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first.MoveNextAsync());
        await new TenantChatClient(tenants, Desk.Name(5)).GetResponseAsync("abc", options, stop);
        Assert.Equal(0, tenants.Engine.InFlight);
    }

    [Fact]
    public async Task The_first_token_of_a_late_request_comes_before_an_earlier_one_has_ended()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(desk.Base, Desk.Options, cancellationToken: stop);
        await using var tenants = await model.OpenAsync(desk.Run, stop);
        List<string> order = [];
        var (isUnderWay, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new Lock());
        var early = Follow("early", Desk.Name(1), () => isUnderWay.TrySetResult());
        await isUnderWay.Task;
        await Task.WhenAll(early, Follow("late", Desk.Name(0), () => { }));
        Assert.True(order.IndexOf("late begins") >= 0 && order.IndexOf("late begins") < order.IndexOf("early ends"), string.Join(", ", order));

        async Task Follow(string name, string tenant, Action begun)
        {
            var isFirst = true;
            await foreach (var update in new TenantChatClient(tenants, tenant).GetStreamingResponseAsync("abc", new ChatOptions { MaxOutputTokens = 48 }, stop))
            {
                if (isFirst) Note($"{name} begins");
                isFirst = false;
                begun();
            }

            Note($"{name} ends");
        }

        void Note(string what)
        {
            lock (gate) order.Add(what);
        }
    }

    [Fact]
    public async Task What_a_chat_asks_for_is_done_or_refused_by_name()
    {
        var stop = TestContext.Current.CancellationToken;
        using var model = await ColoraModel.LoadAsync(desk.Base, Desk.Options, cancellationToken: stop);
        await using var tenants = await model.OpenAsync(desk.Run, stop);
        using var client = new TenantChatClient(tenants, Desk.Name(3));
        var whole = await client.GetResponseAsync("abc", new ChatOptions { MaxOutputTokens = 8 }, stop);
        Assert.Equal($"{desk.Base}:{Desk.Name(3)}", whole.ModelId);
        Assert.Equal(ChatFinishReason.Length, (await client.GetResponseAsync("abc", new ChatOptions { MaxOutputTokens = 1 }, stop)).FinishReason);
        var cut = await client.GetResponseAsync("abc", new ChatOptions { StopSequences = [whole.Text[1..2]] }, stop);
        Assert.Equal((whole.Text[..1], ChatFinishReason.Stop), (cut.Text, cut.FinishReason));
        var sampled = new ChatOptions { Temperature = 3, Seed = 5, MaxOutputTokens = 8 };
        Assert.Equal((await client.GetResponseAsync("abc", sampled, stop)).Text, (await client.GetResponseAsync("abc", sampled, stop)).Text);

        async Task<string> Refused(ChatOptions options) => (await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("abc", options, stop))).Message;
        Assert.Contains("tools", await Refused(new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")] }), StringComparison.Ordinal);
        Assert.Contains("presence penalty", await Refused(new ChatOptions { PresencePenalty = 1, ResponseFormat = ChatResponseFormat.Json }), StringComparison.Ordinal);
        Assert.Contains("temperature", (await Assert.ThrowsAsync<InputException>(() => client.GetResponseAsync("abc", new ChatOptions { Temperature = -1 }, stop))).Message, StringComparison.Ordinal);
        Assert.Contains("earlier turn", (await Assert.ThrowsAsync<InputException>(() => client.GetResponseAsync([new(ChatRole.User, "a"), new(ChatRole.Assistant, "b"), new(ChatRole.User, "c")], cancellationToken: stop))).Message, StringComparison.Ordinal);
        Assert.Contains("nobody", (await Assert.ThrowsAsync<InputException>(() => new TenantChatClient(tenants, "nobody").GetResponseAsync("abc", cancellationToken: stop))).Message, StringComparison.Ordinal);
        Assert.Equal("colora", ((ChatClientMetadata)client.GetService(typeof(ChatClientMetadata))!).ProviderName);
    }
}
