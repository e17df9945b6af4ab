using Colora.Generation;
using Colora.Tests.Training;
using TorchSharp;
using Xunit;

namespace Colora.Tests.Generation;

/// <summary>Tensors are made and freed on several threads: all of the process are counted.</summary>
[Collection(AloneCollection.Name)]
public sealed class GenerationLeakTests
{
    [Fact]
    public async Task An_engine_leaves_no_tensor_alive()
    {
        using var model = GenerationCases.Model(1 << 20);
        await Work();
        var live = torch.Tensor.TotalCount;
        await Work();
        Assert.Equal(live, torch.Tensor.TotalCount);

        async Task Work()
        {
            var (tokenizer, limits) = (new NumberTokenizer(17), new BatchConfig { MaxRows = 4 });
            await using var engine = new GenerationEngine(
                model, tokenizer, GenerationCases.Ends, GenerationCases.Adapters(model), limits);
            using var cancellation = new CancellationTokenSource();
            var readers = new List<Task>();
            for (var i = 0; i < 12; i++)
            {
                if (i == 6) engine.Replace(GenerationCases.Adapters(model));
                var config = new GenerationConfig { MaxNewTokens = i < 8 ? 20 : int.MaxValue, Temperature = i % 2, Seed = i };
                var call = GenerationCases.Call(i, 1 + 2 * i, i % 4 == 3 ? null : $"user{i % 4}", config);
                readers.Add(Read(engine, call, i % 3 == 0 ? cancellation.Token : default));
            }

            await readers[0];
            await cancellation.CancelAsync();
            await engine.DisposeAsync();
            await Task.WhenAll(readers);
        }
    }

    private static async Task Read(GenerationEngine engine, GenerationCall call, CancellationToken cancellation)
    {
        try
        {
            await foreach (var piece in engine.GenerateAsync(call, cancellation)) Assert.NotNull(piece);
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException)
        {
            // Cancelled, closed, or a text that cannot be decoded: all of them are ways to end.
        }
    }
}
