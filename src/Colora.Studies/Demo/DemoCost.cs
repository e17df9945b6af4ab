namespace Colora.Studies.Demo;

/// <summary>What a method cost.</summary>
/// <param name="SharedParameters">Trained numbers that all tenants share.</param>
/// <param name="PerTenant">Trained numbers of each tenant.</param>
/// <param name="Seconds">Training and judging.</param>
/// <param name="Validation">Mean validation loss by step.</param>
public sealed record DemoCost(
    long SharedParameters,
    long PerTenant,
    double Seconds,
    IReadOnlyList<(long Step, double Loss)> Validation);
