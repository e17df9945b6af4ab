using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Colora.Extensions.AI;

/// <summary>Healthy when the tenants are loaded; with what the engine has done.</summary>
internal sealed class ColoraHealthCheck(TenantHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(host.State switch
        {
            { IsCompletedSuccessfully: true, Result: var tenants } =>
                HealthCheckResult.Healthy($"{tenants.Names.Count} tenants", new Dictionary<string, object>
                {
                    ["tenants"] = tenants.Names.Count,
                    ["tokens"] = tenants.Engine.Tokens,
                    ["in_flight"] = tenants.Engine.InFlight,
                    ["waiting"] = tenants.Engine.Waiting,
                }),
            { IsFaulted: true, Exception: var why } =>
                HealthCheckResult.Unhealthy("the run could not be loaded", why!.InnerException),
            _ => HealthCheckResult.Degraded("the run is being loaded"),
        });
}
