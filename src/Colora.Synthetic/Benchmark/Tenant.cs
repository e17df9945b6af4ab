using Colora.Synthetic.Records;

namespace Colora.Synthetic.Benchmark;

/// <summary>A user of the benchmark: a house with its rules.</summary>
/// <param name="Name">Name of the tenant.</param>
/// <param name="Family">Its family.</param>
/// <param name="Rules">How it writes.</param>
internal sealed record Tenant(string Name, TenantFamily Family, WritingRules Rules);
