namespace Colora.Studies.Demo;

/// <summary>What a method reached in the demo.</summary>
/// <param name="Mean">Mean exact match of the tenants, 0…1.</param>
/// <param name="Worst">Exact match of the tenant it served worst.</param>
/// <param name="Tenants">Exact match of each tenant.</param>
public sealed record DemoMethod(double Mean, double Worst, IReadOnlyDictionary<string, double> Tenants);
