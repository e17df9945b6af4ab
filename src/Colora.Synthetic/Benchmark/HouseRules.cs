using System.Globalization;
using System.Text.Json.Nodes;
using Colora.Formats;
using Colora.Synthetic.Records;
using Colora.Synthetic.Samples;

namespace Colora.Synthetic.Benchmark;

/// <summary>
/// The benchmark: tenants that rewrite lines of business text, each by its own house rules, with a dial from the same
/// rules to opposite ones. Layout on disk: <c>presets.json</c>, <c>similarity.json</c>, and the collection
/// <c>house-rules</c> with <c>manifest.json</c> and a folder a tenant with <c>train.jsonl</c> and <c>test.jsonl</c> of
/// rows <c>{"input": …, "output": …}</c>.
/// </summary>
public static class HouseRules
{
    /// <summary>Name of the collection folder.</summary>
    public const string Collection = "house-rules";

    /// <summary>Labelled rows of each tenant.</summary>
    public const int TrainRows = 64;

    /// <summary>Test rows of each tenant.</summary>
    public const int TestRows = 100;

    private const int Rules = 5, TenantsOfFamily = 8, Variants = 3;

    /// <summary>
    /// Writes the folder. The same seed gives the same bytes on every platform. No test input is a training input of
    /// any tenant.
    /// </summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="seed">Seed of families, rules and rows.</param>
    /// <exception cref="InputException">The folder holds something, or it cannot be written.</exception>
    public static void Write(string folder, ulong seed)
    {
        var families = TenantFamily.Of(seed);
        var tenants = Tenants(families, seed);
        SampleFolder.Write(folder, draft =>
        {
            SampleFolder.WriteJson(Path.Combine(draft, "presets.json"), Presets(tenants));
            SampleFolder.WriteJson(Path.Combine(draft, "similarity.json"), Similarity(tenants));
            var collection = Path.Combine(draft, Collection);
            SampleFolder.WriteJson(Path.Combine(collection, "manifest.json"), Manifest(tenants, seed));
            WriteRows(collection, tenants, seed);
        });
    }

    private static List<Tenant> Tenants(IReadOnlyList<TenantFamily> families, ulong seed)
    {
        List<Tenant> tenants = [.. families.SkipLast(1).SelectMany(family => Houses(family, seed))];

        // Eight houses with the first one's rules and rows of their own.
        var first = tenants[0];
        for (var i = 0; i < TenantsOfFamily; i++) tenants.Add(first with { Name = Name("twin", i) });

        tenants.AddRange(Opposites(families[^1], seed));
        return tenants;
    }

    private static IEnumerable<Tenant> Houses(TenantFamily family, ulong seed)
    {
        var chosen = Choices(new Draw(seed, "choices " + family.Name));
        for (var i = 0; i < TenantsOfFamily; i++)
            yield return new Tenant(Name(family.Name, i), family, family.Choose(chosen[i]));
    }

    /// <summary>Pairs of houses, the second of each with the rules of the first turned round.</summary>
    private static IEnumerable<Tenant> Opposites(TenantFamily family, ulong seed)
    {
        var chosen = Choices(new Draw(seed, "choices " + family.Name));
        for (var i = 0; i < TenantsOfFamily / 2; i++)
        {
            var rules = family.Choose(chosen[i]);
            yield return new Tenant(Name(family.Name, 2 * i), family, rules);
            yield return new Tenant(Name(family.Name, 2 * i + 1), family, rules.Inverse());
        }
    }

    /// <summary>A variant for each rule of each tenant; no two tenants have all in common.</summary>
    private static List<int[]> Choices(Draw draw)
    {
        var chosen = new List<int[]>();
        while (chosen.Count < TenantsOfFamily)
        {
            var choice = Enumerable.Range(0, Rules).Select(_ => draw.Below(Variants)).ToArray();
            if (!chosen.Any(other => other.SequenceEqual(choice))) chosen.Add(choice);
        }

        return chosen;
    }

    private static string Name(string family, int i) => $"{family}-{(i + 1).ToString(CultureInfo.InvariantCulture)}";

    private static void WriteRows(string collection, List<Tenant> tenants, ulong seed)
    {
        var training = new HashSet<string>();
        foreach (var tenant in tenants)
        {
            var rows = Rows(tenant, new Draw(seed, "train " + tenant.Name), TrainRows, []);
            training.UnionWith(rows.Select(row => (string)row["input"]!));
            SampleFolder.WriteLines(Path.Combine(collection, tenant.Name, "train.jsonl"), rows);
        }

        foreach (var tenant in tenants)
        {
            SampleFolder.WriteLines(
                Path.Combine(collection, tenant.Name, "test.jsonl"),
                Rows(tenant, new Draw(seed, "test " + tenant.Name), TestRows, training));
        }
    }

    /// <summary>
    /// Rows with different inputs; each run of rows has every topic equally often, so that few rows show the whole
    /// routing.
    /// </summary>
    private static List<JsonObject> Rows(Tenant tenant, Draw draw, int count, HashSet<string> refused)
    {
        var seen = new HashSet<string>();
        var rows = new List<JsonObject>();
        while (rows.Count < count)
        {
            var record = Record.Random(draw, [tenant.Family.Topics[rows.Count % tenant.Family.Topics.Count]]);
            var input = tenant.Family.Input.Write(record);
            if (!refused.Contains(input) && seen.Add(input))
                rows.Add(new JsonObject { ["input"] = input, ["output"] = tenant.Rules.Write(record) });
        }

        return rows;
    }

    private static JsonObject Presets(List<Tenant> tenants) => new()
    {
        ["note"] = "Sets of eight tenants, from the same house rules to opposite ones.",
        ["presets"] = new JsonArray(
            Preset(
                tenants, "same-rules", "very high", "eight houses with the same rules and rows of their own", "twin-"),
            Preset(
                tenants, "same-family", "medium", "one trade: the same layout, each other rule one of three variants",
                "orders-"),
            Preset(tenants, "mixed", "low", "two houses of each of four trades", "-1", "-2"),
            Preset(
                tenants, "opposite-rules", "adversarial", "four pairs whose rules are each other's opposites",
                "ledger-")),
    };

    /// <summary>Whether a house is one of those numbered so, of any family but twins and opposites.</summary>
    private static bool IsMixed(Tenant tenant, string[] endings) =>
        endings.Any(ending => tenant.Name.EndsWith(ending, StringComparison.Ordinal))
            && tenant.Family.Name == tenant.Name.Split('-')[0]
            && tenant.Family.Name != "ledger";

    private static bool IsOf(Tenant tenant, string family) => tenant.Name.StartsWith(family, StringComparison.Ordinal);

    private static JsonObject Preset(
        List<Tenant> tenants, string name, string similarity, string why, params string[] parts)
    {
        var chosen = tenants.Where(tenant => name == "mixed" ? IsMixed(tenant, parts) : IsOf(tenant, parts[0]));
        var ids = chosen.Select(tenant => tenant.Name);
        return new JsonObject
        {
            ["name"] = name,
            ["collection"] = Collection,
            ["similarity"] = similarity,
            ["why"] = why,
            ["tasks"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]),
            ["all_open_licence"] = true,
        };
    }

    private static JsonObject Similarity(List<Tenant> tenants) => new()
    {
        ["note"] = "(rules in common - rules that are opposites) / rules; rows and columns in the order of tenants",
        ["tenants"] = new JsonArray([.. tenants.Select(tenant => (JsonNode)tenant.Name)]),
        ["similarity"] =
            new JsonArray([.. tenants
                .Select(one =>
                    (JsonNode)new JsonArray([.. tenants
                        .Select(other => (JsonNode)Math.Round(one.Rules.Similarity(other.Rules), 4))]))]),
    };

    private static JsonObject Manifest(List<Tenant> tenants, ulong seed) => new()
    {
        ["collection"] = Collection,
        ["title"] = "House rules",
        ["description"] =
            "Lines of business text rewritten by each tenant's own rules; generated, no names of real people or firms.",
        ["seed"] = seed,
        ["fields"] = new JsonObject { ["input"] = "text given to the model", ["output"] = "target text" },
        ["split"] = "no test input is a training input of any tenant",
        ["families"] = new JsonObject(tenants.GroupBy(tenant => tenant.Family.Name).Select(group =>
            KeyValuePair.Create(
                group.Key, (JsonNode?)new JsonArray([.. group.Select(tenant => (JsonNode)tenant.Name)])))),
        ["n_tasks"] = tenants.Count,
        ["n_train"] = tenants.Count * TrainRows,
        ["n_test"] = tenants.Count * TestRows,
        ["tasks"] = new JsonArray([.. tenants.Select(ManifestEntry)]),
    };

    private static JsonObject ManifestEntry(Tenant tenant) => new()
    {
        ["id"] = tenant.Name,
        ["family"] = tenant.Family.Name,
        ["category"] = tenant.Family.Name,
        ["domain"] = null,
        ["source_dataset"] = "generated",
        ["licence"] = "none needed (generated)",
        ["licence_class"] = "open",
        ["instruction"] = $"Rewrite the line by the rules of {tenant.Name}.",
        ["n_train"] = TrainRows,
        ["n_test"] = TestRows,
        ["metric"] = "exact_match",
    };
}
