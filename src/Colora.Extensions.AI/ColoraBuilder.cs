using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Colora.Extensions.AI;

/// <summary>Adds what else an application wants of Colora.</summary>
public sealed class ColoraBuilder
{
    internal ColoraBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// An <see cref="IChatClient"/> for each tenant, keyed by its name. The key is looked at when a request is made, so
    /// that a tenant who joins later is found, and one who is not there is refused then. All clients answer by one
    /// model in memory.
    /// </summary>
    public ColoraBuilder AddTenantChatClients()
    {
        // Clients are cheap and hold nothing: a container that kept one for each key that was ever asked for would grow
        // with what strangers ask for.
        Services.AddKeyedTransient<IChatClient>(
            KeyedService.AnyKey,
            (provider, key) => new TenantChatClient(
                provider.GetRequiredService<TenantHost>(),
                key as string
                    ?? throw new InvalidOperationException("a chat client of Colora is asked for "
                        + "by the name of its tenant")));
        return this;
    }
}
