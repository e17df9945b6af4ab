namespace Colora.Studies.Demo;

/// <summary>What <c>colora demo --json</c> says of its arms.</summary>
/// <param name="Seed">Seed of rows, starts and order.</param>
/// <param name="Methods">base, local, pooled and colora.</param>
internal sealed record DemoReading(long Seed, IReadOnlyDictionary<string, DemoMethod> Methods);
