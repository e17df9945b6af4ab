using System.Runtime.CompilerServices;
using Colora.Formats;
using Colora.Generation;
using Microsoft.Extensions.AI;

namespace Colora.Extensions.AI;

/// <summary>
/// Chats with one tenant. Where the base has a chat template the conversation goes through it; else the last message is
/// the input of the prompt template that the tenants were trained with, a system message its instruction, and earlier
/// turns are refused, since that template has no place for them.
/// </summary>
public sealed class TenantChatClient : IChatClient
{
    private readonly Func<CancellationToken, Task<Tenants>> tenants;
    private readonly string name;

    /// <summary>A client of a tenant of an application.</summary>
    /// <param name="host">Holds the tenants.</param>
    /// <param name="tenant">The tenant's name; looked at when a request is made.</param>
    public TenantChatClient(TenantHost host, string tenant) : this(host.GetAsync, tenant)
    {
    }

    /// <summary>A client of a tenant.</summary>
    /// <param name="tenants">The tenants; stay the caller's.</param>
    /// <param name="tenant">The tenant's name; looked at when a request is made.</param>
    public TenantChatClient(Tenants tenants, string tenant) : this(_ => Task.FromResult(tenants), tenant)
    {
    }

    private TenantChatClient(Func<CancellationToken, Task<Tenants>> tenants, string tenant) =>
        (this.tenants, name) = (tenants, tenant);

    /// <inheritdoc />
    /// <exception cref="InputException">There is no such tenant, the conversation has a form that the base cannot read,
    /// or it leaves no room for an answer.</exception>
    /// <exception cref="NotSupportedException">The options ask for something that is not done here; it is
    /// named.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken)
            .ConfigureAwait(false))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    /// <inheritdoc />
    /// <exception cref="InputException">As <see cref="GetResponseAsync"/>.</exception>
    /// <exception cref="NotSupportedException">As <see cref="GetResponseAsync"/>.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = await tenants(cancellationToken).ConfigureAwait(false);
        var (id, model) = (Guid.NewGuid().ToString("N"), $"{all.Model.Name}:{name}");
        using var request = new RequestSpan(all.Model.Name, model, options);
        var answer = all.ChatAsync(
            name, [.. messages.Select(Turn)], most => ChatSettings.Of(options, most), cancellationToken);
        await foreach (var piece in request.Watch(answer).ConfigureAwait(false))
        {
            if (piece.Text.Length > 0) yield return Update(new TextContent(piece.Text), null);
            if (piece.End is not { } end) continue;
            var usage = UsageOf(end.PromptTokens, end.CompletionTokens);
            var reason = end.Reason == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
            yield return Update(new UsageContent(usage), reason);
        }

        ChatResponseUpdate Update(AIContent content, ChatFinishReason? reason) => new(ChatRole.Assistant, [content])
        {
            ResponseId = id,
            MessageId = id,
            ModelId = model,
            CreatedAt = request.CreatedAt,
            FinishReason = reason,
        };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata))
            return new ChatClientMetadata(ColoraTelemetry.Provider, null, name);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing is held: the tenants are the host's.</summary>
    public void Dispose()
    {
    }

    private static UsageDetails UsageOf(int prompt, int completion) => new()
    {
        InputTokenCount = prompt,
        OutputTokenCount = completion,
        TotalTokenCount = prompt + completion,
    };

    private static Templates.ChatMessage Turn(ChatMessage message)
    {
        if (message.Contents.FirstOrDefault(content => content is not TextContent) is { } other)
        {
            throw new NotSupportedException($"not supported by Colora's chat client: "
                + $"a message with {other.GetType().Name}; text alone");
        }

        return new Templates.ChatMessage(message.Role.Value, message.Text);
    }
}
