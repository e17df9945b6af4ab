using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Colora.Extensions.AI;

/// <summary>Colora in an application's services.</summary>
public static class ColoraServices
{
    /// <summary>
    /// The tenants of a run, loaded when the application starts: one base in memory, whatever the number of tenants
    /// (<see cref="TenantHost"/>).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says which run.</param>
    public static ColoraBuilder AddColora(this IServiceCollection services, Action<ColoraOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ColoraOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ColoraOptions>, ColoraOptionsCheck>());
        services.TryAddSingleton<TenantHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TenantHost>());
        return new ColoraBuilder(services);
    }

    /// <summary>Whether the tenants are loaded and answer, as a health check named <c>colora</c>.</summary>
    public static IHealthChecksBuilder AddColora(this IHealthChecksBuilder checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.AddCheck<ColoraHealthCheck>("colora");
    }
}
