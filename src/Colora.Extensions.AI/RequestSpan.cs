using System.Diagnostics;
using Colora.Generation;
using Microsoft.Extensions.AI;

namespace Colora.Extensions.AI;

/// <summary>The trace and the measurements of one request.</summary>
internal sealed class RequestSpan : IDisposable
{
    private readonly string baseName;
    private readonly Activity? activity;
    private readonly long begun = Stopwatch.GetTimestamp();
    private string? error;

    public RequestSpan(string baseName, string model, ChatOptions? options)
    {
        this.baseName = baseName;
        activity = ColoraTelemetry.Source.StartActivity($"chat {model}", ActivityKind.Internal);
        activity?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", ColoraTelemetry.Provider)
            .SetTag("gen_ai.request.model", model);
        if (options?.MaxOutputTokens is { } most) activity?.SetTag("gen_ai.request.max_tokens", most);
        if (options?.Temperature is { } temperature) activity?.SetTag("gen_ai.request.temperature", temperature);
    }

    /// <summary>When the request came.</summary>
    public DateTimeOffset CreatedAt { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Passes the pieces on and measures.</summary>
    public async IAsyncEnumerable<GeneratedPiece> Watch(IAsyncEnumerable<GeneratedPiece> pieces)
    {
        var isFirst = true;
        await using var answer = pieces.GetAsyncEnumerator();
        while (await Next(answer).ConfigureAwait(false))
        {
            var piece = answer.Current;
            if (isFirst)
            {
                ColoraTelemetry.FirstToken.Record(
                    Stopwatch.GetElapsedTime(begun).TotalSeconds, ColoraTelemetry.TagsOf(baseName));
            }

            isFirst = false;
            if (piece.End is { } end) Ended(end);
            yield return piece;
        }
    }

    public void Dispose()
    {
        var tags = ColoraTelemetry.TagsOf(baseName);
        if (error is not null) tags.Add("error.type", error);
        ColoraTelemetry.Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, tags);
        activity?.Dispose();
    }

    private async ValueTask<bool> Next(IAsyncEnumerator<GeneratedPiece> answer)
    {
        try
        {
            return await answer.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e.GetType().FullName;
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name).SetTag("error.type", error);
            throw;
        }
    }

    private void Ended(GenerationEnd end)
    {
        activity?.SetTag("gen_ai.usage.input_tokens", end.PromptTokens)
            .SetTag("gen_ai.usage.output_tokens", end.CompletionTokens)
            .SetTag(
                "gen_ai.response.finish_reasons", (string[])[end.Reason == FinishReason.Length ? "length" : "stop"]);
        foreach (var (type, count) in ((string, int)[])[("input", end.PromptTokens), ("output", end.CompletionTokens)])
        {
            var tags = ColoraTelemetry.TagsOf(baseName);
            tags.Add("gen_ai.token.type", type);
            ColoraTelemetry.Tokens.Record(count, tags);
        }
    }
}
