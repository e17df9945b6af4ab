using System.Text.Json.Nodes;
using Colora.Configuration;
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

    /// <summary>
    /// Writes the folder. The same request gives the same bytes on every platform. No test input is a training input of
    /// any tenant. Of one seed, more rows and more tenants begin with the fewer ones: a tenant's rules stay, its
    /// labelled rows come first among the more, and so do its test rows, but for those whose inputs have become
    /// training inputs.
    /// </summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="request">Seed, sizes and trade.</param>
    /// <exception cref="ConfigException">The request cannot be met; all that is wrong with it is told.</exception>
    /// <exception cref="InputException">The folder holds something, or it cannot be written.</exception>
    public static void Write(string folder, BenchmarkRequest request)
    {
        var roster = new TenantRoster(request.Validated());
        SampleFolder.Write(folder, draft =>
        {
            SampleFolder.WriteJson(Path.Combine(draft, "presets.json"), PresetsDocument.Of(roster));
            SampleFolder.WriteJson(Path.Combine(draft, "similarity.json"), Similarity(roster.All));
            var collection = Path.Combine(draft, Collection);
            SampleFolder.WriteJson(Path.Combine(collection, "manifest.json"), Manifest(roster.All, request));
            WriteRows(collection, roster.All, request);
        });
    }

    private static void WriteRows(string collection, IReadOnlyList<Tenant> tenants, BenchmarkRequest request)
    {
        var seed = (ulong)request.Seed;
        var training = new HashSet<string>();
        foreach (var tenant in tenants)
        {
            var rows = Rows(tenant, new Draw(seed, "train " + tenant.Name), request.Rows, []);
            training.UnionWith(rows.Select(row => (string)row["input"]!));
            SampleFolder.WriteLines(Path.Combine(collection, tenant.Name, "train.jsonl"), rows);
        }

        foreach (var tenant in tenants)
        {
            SampleFolder.WriteLines(
                Path.Combine(collection, tenant.Name, "test.jsonl"),
                Rows(tenant, new Draw(seed, "test " + tenant.Name), request.TestRows, training));
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

    private static JsonObject Similarity(IReadOnlyList<Tenant> tenants) => new()
    {
        ["note"] = "(rules in common - rules that are opposites) / rules; rows and columns in the order of tenants",
        ["tenants"] = new JsonArray([.. tenants.Select(tenant => (JsonNode)tenant.Name)]),
        ["similarity"] =
            new JsonArray([.. tenants
                .Select(one =>
                    (JsonNode)new JsonArray([.. tenants
                        .Select(other => (JsonNode)Math.Round(one.Rules.Similarity(other.Rules), 4))]))]),
    };

    private static JsonObject Manifest(IReadOnlyList<Tenant> tenants, BenchmarkRequest request) => new()
    {
        ["collection"] = Collection,
        ["title"] = "House rules",
        ["description"] =
            "Lines of business text rewritten by each tenant's own rules; generated, no names of real people or firms.",
        ["seed"] = request.Seed,
        ["fields"] = new JsonObject { ["input"] = "text given to the model", ["output"] = "target text" },
        ["split"] = "no test input is a training input of any tenant",
        ["families"] = new JsonObject(tenants.GroupBy(tenant => tenant.Family.Name).Select(group =>
            KeyValuePair.Create(
                group.Key, (JsonNode?)new JsonArray([.. group.Select(tenant => (JsonNode)tenant.Name)])))),
        ["n_tasks"] = tenants.Count,
        ["n_train"] = tenants.Count * request.Rows,
        ["n_test"] = tenants.Count * request.TestRows,
        ["tasks"] = new JsonArray([.. tenants.Select(tenant => ManifestEntry(tenant, request))]),
    };

    private static JsonObject ManifestEntry(Tenant tenant, BenchmarkRequest request) => new()
    {
        ["id"] = tenant.Name,
        ["family"] = tenant.Family.Name,
        ["category"] = tenant.Family.Name,
        ["domain"] = null,
        ["source_dataset"] = "generated",
        ["licence"] = "none needed (generated)",
        ["licence_class"] = "open",
        ["instruction"] = $"Rewrite the line by the rules of {tenant.Name}.",
        ["n_train"] = request.Rows,
        ["n_test"] = request.TestRows,
        ["metric"] = "exact_match",
    };
}
