using System.Globalization;
using Colora.Synthetic.Records;

namespace Colora.Synthetic.Benchmark;

/// <summary>Who is in a benchmark.</summary>
internal sealed class TenantRoster
{
    private readonly BenchmarkRequest request;

    /// <summary>Draws the families and the houses of a request.</summary>
    public TenantRoster(BenchmarkRequest request)
    {
        this.request = request;
        var seed = (ulong)request.Seed;
        var families = TenantFamily.Of(seed, request.Family);
        var trades = families.SkipLast(1).Select(family => Houses(family, seed)).ToList();
        SameFamily = trades.Single(houses => houses[0].Family.Name == request.Family);
        Mixed = [.. trades.SelectMany(houses => houses.Take(request.Tenants / TenantFamily.MixedTrades))];
        SameRules = Twins(SameFamily[0]);
        Opposites = Pairs(families[^1], seed);
        All = [.. trades.SelectMany(houses => houses), .. SameRules, .. Opposites];
    }

    /// <summary>All tenants, in the order of the benchmark's files.</summary>
    public IReadOnlyList<Tenant> All { get; }

    /// <summary>Houses with the rules of the first of <see cref="SameFamily"/> and rows of their own.</summary>
    public IReadOnlyList<Tenant> SameRules { get; }

    /// <summary>Houses of the request's trade.</summary>
    public IReadOnlyList<Tenant> SameFamily { get; }

    /// <summary>The first houses of each trade.</summary>
    public IReadOnlyList<Tenant> Mixed { get; }

    /// <summary>Pairs of houses, the second of each with the rules of the first turned round.</summary>
    public IReadOnlyList<Tenant> Opposites { get; }

    private List<Tenant> Houses(TenantFamily family, ulong seed) =>
        [.. Choices(family, seed, request.Tenants)
            .Select((choice, i) => new Tenant(Name(family.Name, i), family, family.Choose(choice)))];

    private List<Tenant> Twins(Tenant first) =>
        [.. Enumerable.Range(0, request.Tenants).Select(i => first with { Name = Name("twin", i) })];

    private List<Tenant> Pairs(TenantFamily family, ulong seed)
    {
        var tenants = new List<Tenant>();
        foreach (var rules in Choices(family, seed, request.Tenants / 2).Select(family.Choose))
        {
            tenants.Add(new Tenant(Name(family.Name, tenants.Count), family, rules));
            tenants.Add(new Tenant(Name(family.Name, tenants.Count), family, rules.Inverse()));
        }

        return tenants;
    }

    /// <summary>
    /// A variant for each rule of each house; no two houses have all in common. More houses begin with the fewer ones.
    /// </summary>
    private static List<int[]> Choices(TenantFamily family, ulong seed, int count)
    {
        var draw = new Draw(seed, "choices " + family.Name);
        var chosen = new List<int[]>();
        while (chosen.Count < count)
        {
            var choice = Enumerable.Range(0, TenantFamily.ChosenRules)
                .Select(_ => draw.Below(TenantFamily.VariantCount))
                .ToArray();
            if (!chosen.Any(other => other.SequenceEqual(choice))) chosen.Add(choice);
        }

        return chosen;
    }

    private static string Name(string group, int i) => $"{group}-{(i + 1).ToString(CultureInfo.InvariantCulture)}";
}
