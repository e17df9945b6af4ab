using Colora.Formats;
using Colora.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Colora.Extensions.AI;

/// <summary>Holds the tenants of an application from its start to its end.</summary>
/// <param name="options">Which run.</param>
/// <param name="logger">Hears lines worth reading.</param>
public sealed class TenantHost(
    IOptions<ColoraOptions> options, ILogger<TenantHost> logger) : IHostedService, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private ColoraModel? model;
    private Task<Tenants>? state;

    /// <summary>The loading, which has been begun or is begun by this.</summary>
    internal Task<Tenants> State
    {
        get
        {
            lock (gate) return state ??= LoadAsync();
        }
    }

    /// <summary>The tenants, once they are loaded.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the loading.</param>
    /// <exception cref="InputException">The run or its base is missing or broken.</exception>
    public Task<Tenants> GetAsync(CancellationToken cancellationToken = default) => State.WaitAsync(cancellationToken);

    /// <summary>Loads the run, so that an application that cannot serve does not start.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => GetAsync(cancellationToken);

    /// <summary>Ends all calls.</summary>
    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    /// <summary>Ends all calls and frees the base.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<Tenants>? loaded;
        lock (gate) loaded = state;
        await ending.CancelAsync().ConfigureAwait(false);
        if (loaded is null) return;
        await ((Task)loaded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loaded.IsCompletedSuccessfully)
            await (await loaded.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        model?.Dispose();
    }

    private async Task<Tenants> LoadAsync()
    {
        var chosen = options.Value;
        var config = new RunDirectory(chosen.Run).ReadConfig();
        var engine = chosen.Engine with
        {
            Dtype = chosen.Engine.Dtype == Engine.WeightType.Auto ? config.Engine.Dtype : chosen.Engine.Dtype
        };
        model = await ColoraModel.LoadAsync(
            chosen.Model
                ?? config.Model, new ModelOptions
                {
                    Revision = chosen.Model is null
                    ? config.Revision
                    : null,
                    Engine = engine,
                    Logger = logger
                }, cancellationToken: ending.Token).ConfigureAwait(false);
        return await model.OpenAsync(chosen.Run, ending.Token).ConfigureAwait(false);
    }
}
